module example.com/latchkey/sdk/go

go 1.22
