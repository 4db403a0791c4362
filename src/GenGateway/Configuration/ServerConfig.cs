namespace GenGateway.Configuration;

/// <summary>Section <c>server</c>: where to listen, and the bounds of a connection.</summary>
/// <param name="Host">An address, <c>localhost</c>, a host name, or <c>*</c> (also <c>+</c>) for every address.</param>
/// <param name="Port">The port; 0 takes any free one.</param>
/// <param name="MaxBodyBytes">The largest request body.</param>
/// <param name="MaxConnections">How many connections may be open at once.</param>
/// <param name="DrainTimeout">How long open streams may finish after SIGTERM.</param>
public sealed record ServerConfig(string Host, int Port, long MaxBodyBytes, int MaxConnections, TimeSpan DrainTimeout);
