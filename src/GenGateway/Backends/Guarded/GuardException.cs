namespace GenGateway.Backends.Guarded;

/// <summary>An address that a client chose leads where no client may send the gateway. Never leaves <see cref="GuardedClient"/>'s callers.</summary>
internal sealed class GuardException(string message) : Exception(message);
