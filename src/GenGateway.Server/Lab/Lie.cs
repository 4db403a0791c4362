namespace GenGateway.Server.Lab;

/// <summary>What an upstream of the lab does with one request: it may answer badly, end the connection, or never end.</summary>
internal delegate Task Lie(LabExchange exchange);
