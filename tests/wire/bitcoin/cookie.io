// A node that starts again has a new cookie. The client is refused, reads the file again,
// and sends the call once more with what it finds there.
== call ["getblockcount", {}]
>> POST /
>> Authorization: Basic X19jb29raWVfXzpvbGQ=
>> {"jsonrpc": "1.0", "id": 1, "method": "getblockcount", "params": []}
<< 200
<< {"result": 7, "error": null, "id": 1}
== sees 7
== cookie "__cookie__:new"
== call ["getblockcount", {}]
>> POST /
>> Authorization: Basic X19jb29raWVfXzpvbGQ=
>> {"jsonrpc": "1.0", "id": 2, "method": "getblockcount", "params": []}
<< 401
>> POST /
>> Authorization: Basic X19jb29raWVfXzpuZXc=
>> {"jsonrpc": "1.0", "id": 3, "method": "getblockcount", "params": []}
<< 200
<< {"result": 7, "error": null, "id": 3}
== sees 7
