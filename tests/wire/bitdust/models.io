// A stream begins with a call that enables it; objects are pushed to whoever did so;
// another call ends it, and what is pushed after that does not arrive.
== listen "correspondent"
>> {"command": "api_call", "method": "enable_model_listener", "kwargs": {"model_name": "correspondent"}, "call_id": 1}
<< {"payload": {"call_id": 1, "response": {"status": "OK"}}, "type": "api_call"}
== push ["model", {"name": "correspondent", "id": "http://127.0.0.1:8084/bob.xml", "data": {"idurl": "http://127.0.0.1:8084/bob.xml", "nickname": "bob"}, "created": 1795222992}]
<< {"payload": {"created": 1795222992, "data": {"idurl": "http://127.0.0.1:8084/bob.xml", "nickname": "bob"}, "id": "http://127.0.0.1:8084/bob.xml", "name": "correspondent"}, "type": "model"}
== gets {"idurl": "http://127.0.0.1:8084/bob.xml", "nickname": "bob"}
== stop null
>> {"command": "api_call", "method": "disable_model_listener", "kwargs": {"model_name": "correspondent"}, "call_id": 2}
<< {"payload": {"call_id": 2, "response": {"status": "OK"}}, "type": "api_call"}
== push ["model", {"name": "correspondent", "id": "http://127.0.0.1:8084/bob.xml", "data": {"idurl": "http://127.0.0.1:8084/bob.xml", "nickname": "bob"}, "created": 1795222993}]
== call ["process_health", {}]
>> {"command": "api_call", "method": "process_health", "kwargs": {}, "call_id": 3}
<< {"payload": {"call_id": 3, "response": {"status": "OK"}}, "type": "api_call"}
== sees null
