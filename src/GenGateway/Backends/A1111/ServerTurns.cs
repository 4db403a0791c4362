using System.Collections.Concurrent;

namespace GenGateway.Backends.A1111;

/// <summary>One request at a time for each address, whichever entries lead there, and over reloads: only then is what runs there known to be ours. Thread safe.</summary>
public sealed class ServerTurns
{
    // As many as were ever configured.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The turn at a server.</summary>
    /// <param name="address">Where it is.</param>
    internal SemaphoreSlim At(Uri address) => _turns.GetOrAdd(address.GetLeftPart(UriPartial.Path).TrimEnd('/'), static _ => new SemaphoreSlim(1));
}
