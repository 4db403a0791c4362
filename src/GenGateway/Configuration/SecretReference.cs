namespace GenGateway.Configuration;

/// <summary>Says where a secret is, without being it. Read when it is needed, so that a missing variable harms one backend and not the start.</summary>
/// <remarks>Immutable and thread safe; printing shows no secret.</remarks>
public sealed record SecretReference
{
    private readonly Secret? _literal;

    private SecretReference(SecretSource source, string name, Secret? literal)
    {
        Source = source;
        Name = name;
        _literal = literal;
    }

    /// <summary>No secret.</summary>
    public static SecretReference None { get; } = new(SecretSource.None, "", null);

    /// <summary>Where the secret is.</summary>
    public SecretSource Source { get; }

    /// <summary>The variable's name or the file's path; empty for a literal.</summary>
    public string Name { get; }

    /// <summary>The secret in an environment variable.</summary>
    public static SecretReference OfVariable(string name) => new(SecretSource.Environment, name, null);

    /// <summary>The secret in a file; a relative path starts at the working directory.</summary>
    public static SecretReference OfFile(string path) => new(SecretSource.File, path, null);

    /// <summary>A secret that was written out.</summary>
    public static SecretReference OfLiteral(Secret secret) => new(SecretSource.Literal, "", secret);

    /// <summary>Reads the secret.</summary>
    /// <param name="source">What to read from.</param>
    /// <param name="secret">The secret; null where there is none or it cannot be read.</param>
    /// <param name="problem">Why it cannot be read, in words that may be shown; null where it can, or where there is none.</param>
    /// <returns>False where there should be one and it cannot be read.</returns>
    public bool TryRead(ISecretSource source, out Secret? secret, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(source);
        problem = null;
        var text = Source switch
        {
            SecretSource.Environment => source.Variable(Name),
            SecretSource.File => source.File(Name, out problem),
            _ => null,
        };
        if (Source == SecretSource.Environment && text is null) problem = $"environment variable {Name} is not set";
        secret = _literal ?? (text is null ? null : new Secret(text));
        return problem is null;
    }

    /// <summary>As it is written over the API: <c>env:NAME</c> or <c>file:PATH</c>; a literal shows as <c>***</c>.</summary>
    public override string ToString() => Source switch
    {
        SecretSource.None => "",
        SecretSource.Environment => $"env:{Name}",
        SecretSource.File => $"file:{Name}",
        SecretSource.Literal => "***",
    };
}
