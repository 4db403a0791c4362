namespace GenGateway.Configuration;

/// <summary>What secrets are read from. Thread safe.</summary>
public interface ISecretSource
{
    /// <summary>The variable's value, or null where it is not set or set to nothing.</summary>
    string? Variable(string name);

    /// <summary>The file's text without its last line break, or null and the reason.</summary>
    string? File(string path, out string? problem);
}
