// Of three calls in one request one goes well, one asks for a block that
// is not there yet, and one goes well again. The batch as a whole has status 200.
== batch [["getblockcount", {}], ["getblockhash", {"index": 9999999}], ["getdifficulty", {}]]
>> POST /
>> [{"jsonrpc": "1.0", "id": 1, "method": "getblockcount", "params": []}, {"jsonrpc": "1.0", "id": 2, "method": "getblockhash", "params": [9999999]}, {"jsonrpc": "1.0", "id": 3, "method": "getdifficulty", "params": []}]
<< 200
<< [{"result": 7, "error": null, "id": 1}, {"result": null, "error": {"code": -8, "message": "Block height out of range"}, "id": 2}, {"result": 16.61907875185736, "error": null, "id": 3}]
== sees [7, {"error": "InvalidParameter"}, 16.61907875185736]
