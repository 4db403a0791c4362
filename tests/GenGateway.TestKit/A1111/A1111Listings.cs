using System.Text.Json.Nodes;

namespace GenGateway.TestKit.A1111;

/// <summary>What the server lists: the body for each of its routes that only tell.</summary>
internal static class A1111Listings
{
    public const string Start = "/sdapi/v1/";

    /// <summary>Scripts that a request may choose, and those that always run.</summary>
    private static readonly string[] Chosen = ["prompt matrix", "prompts from file or textbox", "x/y/z plot"];

    private static readonly string[] ChosenForImages = ["img2img alternative test", "loopback", "outpainting mk2", "poor man's outpainting", .. Chosen[..2], "sd upscale", Chosen[2]];

    private static readonly string[] Always = ["refiner", "sampler", "seed"];

    /// <summary>The list behind a path, or null where the server has none there.</summary>
    public static JsonNode? Of(string path, FakeA1111 server, A1111Options options)
    {
        if (!path.StartsWith(Start, StringComparison.Ordinal))
            return null;
        return path[Start.Length..] switch
        {
            "options" => options.All(),
            "sd-models" => new JsonArray([.. server.Models.Select(model => (JsonNode)model.Listed)]),
            "sd-vae" => new JsonArray([.. server.Vaes.Select(name => (JsonNode)new JsonObject { ["model_name"] = name, ["filename"] = $"/srv/data/src/webui/models/VAE/{name}" })]),
            "samplers" => A1111Samplers.ListedSamplers(),
            "schedulers" => A1111Samplers.ListedSchedulers(),
            "upscalers" => Upscalers(),
            "latent-upscale-modes" => Named("Latent", "Latent (antialiased)", "Latent (bicubic)", "Latent (bicubic antialiased)", "Latent (nearest)", "Latent (nearest-exact)"),
            "loras" => server.Loras is { } loras ? new JsonArray([.. loras.Select(Lora)]) : null,
            "hypernetworks" or "prompt-styles" or "extensions" or "script-info" or "face-restorers" => new JsonArray(),
            "embeddings" => new JsonObject { ["loaded"] = new JsonObject(), ["skipped"] = new JsonObject() },
            "scripts" => new JsonObject { ["txt2img"] = Texts([.. Chosen, .. Always]), ["img2img"] = Texts([.. ChosenForImages, .. Always]) },
            "cmd-flags" => Flags(server),
            "memory" => Memory(),
            _ => null,
        };
    }

    /// <summary>Whether a request may name this script: one to choose, or one that always runs.</summary>
    public static bool HasScript(string name, bool image, bool always) =>
        (always ? Always : image ? ChosenForImages : Chosen).Contains(name, StringComparer.OrdinalIgnoreCase);

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static JsonArray Named(params IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)new JsonObject { ["name"] = name })]);

    private static JsonArray Upscalers() => new([.. ((string[])["None", "Lanczos", "Nearest", "R-ESRGAN 4x+"]).Select(name => (JsonNode)new JsonObject
    {
        ["name"] = name,
        ["model_name"] = name == "R-ESRGAN 4x+" ? name : null,
        ["model_path"] = name == "R-ESRGAN 4x+" ? "/srv/data/src/webui/models/RealESRGAN/RealESRGAN_x4plus.pth" : null,
        ["model_url"] = null,
        ["scale"] = PythonJson.Real(4),
    })]);

    private static JsonNode Lora(string name) => new JsonObject
    {
        ["name"] = name,
        ["alias"] = name,
        ["path"] = $"/srv/data/src/webui/models/Lora/{name}.safetensors",
        ["metadata"] = new JsonObject(),
    };

    /// <summary>The password stands among the flags, as it does on the real server.</summary>
    private static JsonObject Flags(FakeA1111 server) => new()
    {
        ["api"] = true,
        ["api_auth"] = server.Credential?.Secret,
        ["api_log"] = false,
        ["api_server_stop"] = false,
        ["nowebui"] = !server.HasPages,
        ["listen"] = false,
        ["port"] = null,
        ["medvram"] = false,
        ["lowvram"] = false,
        ["no_half"] = false,
    };

    private static JsonObject Memory() => new()
    {
        ["ram"] = new JsonObject { ["free"] = PythonJson.Real(12884901888), ["used"] = PythonJson.Real(4294967296), ["total"] = PythonJson.Real(17179869184) },
        ["cuda"] = new JsonObject
        {
            ["system"] = new JsonObject { ["free"] = 6442450944, ["used"] = 2147483648, ["total"] = 8589934592 },
            ["active"] = Peak(),
            ["allocated"] = Peak(),
            ["reserved"] = Peak(),
            ["inactive"] = Peak(),
            ["events"] = new JsonObject { ["retries"] = 0, ["oom"] = 0 },
        },
    };

    private static JsonObject Peak() => new() { ["current"] = 2132164608, ["peak"] = 3221225472 };
}
