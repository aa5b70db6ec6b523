module example.com/latchkey/bench/sdk-client

go 1.22

require example.com/latchkey/sdk/go v0.1.0

replace example.com/latchkey/sdk/go => ../../../sdk/go
