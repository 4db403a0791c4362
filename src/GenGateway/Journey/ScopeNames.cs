namespace GenGateway.Journey;

/// <summary>Scopes in the words of configuration and of answers.</summary>
public static class ScopeNames
{
    /// <summary>Every single scope, in the order in which answers name them.</summary>
    public static IReadOnlyList<Scopes> All { get; } = [Scopes.Generate, Scopes.Read, Scopes.Admin, Scopes.FilesPath];

    /// <summary>The word for a single scope.</summary>
    public static string Of(Scopes scope) => scope switch
    {
        Scopes.Generate => "generate",
        Scopes.Read => "read",
        Scopes.Admin => "admin",
        Scopes.FilesPath => "files:path",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "Not a single scope."),
    };

    /// <summary>What these words allow together, whatever their case; an unknown one allows nothing.</summary>
    public static Scopes Read(IEnumerable<string> words) =>
        words.Aggregate(Scopes.None, static (scopes, word) => scopes | All.FirstOrDefault(scope => Of(scope).Equals(word, StringComparison.OrdinalIgnoreCase)));
}
