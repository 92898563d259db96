// Balances are hexadecimal; the second call of the batch has an address of nobody.
== batch [["icx_getTotalSupply", {}], ["icx_getBalance", {"address": "hxb0776ee37f5b45bfaea8cff1d8232fbb6122ec32"}]]
>> POST /api/v3
>> [{"jsonrpc": "2.0", "id": 1, "method": "icx_getTotalSupply"}, {"jsonrpc": "2.0", "id": 2, "method": "icx_getBalance", "params": {"address": "hxb0776ee37f5b45bfaea8cff1d8232fbb6122ec32"}}]
<< 200
<< [{"jsonrpc": "2.0", "result": "0x296f3bc0cac14e365700000", "id": 1}, {"jsonrpc": "2.0", "error": {"code": -32602, "message": "Invalid address"}, "id": 2}]
== sees ["0x296f3bc0cac14e365700000", {"error": "InvalidParams"}]
