using System.Text.Json.Nodes;

namespace GenGateway.TestKit.A1111;

/// <summary>A checkpoint of a <see cref="FakeA1111"/>.</summary>
/// <param name="Name">Its file without <c>.safetensors</c>.</param>
/// <param name="Hash">Ten hex digits; null where nothing was hashed yet, or never will be (<c>--no-hashing</c>).</param>
public sealed record A1111Model(string Name, string? Hash = null)
{
    public string File => $"{Name}.safetensors";

    /// <summary>What the server calls it where it means one and no other.</summary>
    public string Title => Hash is null ? File : $"{File} [{Hash}]";

    public string Path => $"/srv/data/src/webui/models/Stable-diffusion/{File}";

    /// <summary>Any of the names by which a request may call it.</summary>
    internal bool IsCalled(string name) => name == Title || name == Name || name == File || name == Path || name == Hash || name == $"{Name} [{Hash}]";

    internal JsonObject Listed => new()
    {
        ["title"] = Title,
        ["model_name"] = Name,
        ["hash"] = Hash,
        ["sha256"] = Hash?.PadRight(64, '0'),
        ["filename"] = Path,
        ["config"] = null,
    };
}
