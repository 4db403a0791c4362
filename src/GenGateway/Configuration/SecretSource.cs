namespace GenGateway.Configuration;

/// <summary>Where the text of a secret comes from.</summary>
public enum SecretSource
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>An environment variable, of the process or of <c>.env</c>.</summary>
    Environment,

    /// <summary>A file, whose last line break does not belong to it.</summary>
    File,

    /// <summary>Written out in the configuration.</summary>
    Literal,
}
