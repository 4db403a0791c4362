using System.Text.Json.Nodes;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>What the server tells about itself.</summary>
internal static class ComfyListings
{
    private static readonly string[] Samplers =
    [
        "euler", "euler_cfg_pp", "euler_ancestral", "euler_ancestral_cfg_pp", "heun", "heunpp2", "exp_heun_2_x0", "exp_heun_2_x0_sde", "dpm_2", "dpm_2_ancestral", "lms", "dpm_fast",
        "dpm_adaptive", "dpmpp_2s_ancestral", "dpmpp_2s_ancestral_cfg_pp", "dpmpp_sde", "dpmpp_sde_gpu", "dpmpp_2m", "dpmpp_2m_cfg_pp", "dpmpp_2m_sde", "dpmpp_2m_sde_gpu",
        "dpmpp_2m_sde_heun", "dpmpp_2m_sde_heun_gpu", "dpmpp_3m_sde", "dpmpp_3m_sde_gpu", "ddpm", "lcm", "ipndm", "ipndm_v", "deis", "res_multistep", "res_multistep_cfg_pp",
        "res_multistep_ancestral", "res_multistep_ancestral_cfg_pp", "gradient_estimation", "gradient_estimation_cfg_pp", "er_sde", "seeds_2", "seeds_3", "sa_solver", "sa_solver_pece",
        "ddim", "uni_pc", "uni_pc_bh2",
    ];

    private static readonly string[] Folders =
    [
        "checkpoints", "configs", "loras", "vae", "text_encoders", "diffusion_models", "clip_vision", "style_models", "embeddings", "diffusers", "vae_approx", "controlnet", "gligen",
        "upscale_models", "latent_upscale_models", "custom_nodes", "hypernetworks", "photomaker", "classifiers", "model_patches", "audio_encoders",
    ];

    public static IReadOnlyList<string> Schedulers { get; } =
        ["simple", "sgm_uniform", "karras", "exponential", "ddim_uniform", "beta", "normal", "linear_quadratic", "kl_optimal"];

    /// <summary>In the version's own order.</summary>
    public static IReadOnlyList<string> SamplersOf(ComfyVersion version) =>
        version == ComfyVersion.V080 ? Samplers : [.. Samplers.Where(sampler => !sampler.StartsWith("exp_heun", StringComparison.Ordinal))];

    /// <summary>What a path lists, or null where it is no list or names something unknown.</summary>
    public static JsonNode? Of(string path, FakeComfyUi fake) => path switch
    {
        "/system_stats" => Stats(fake.Version),
        "/features" => Features(fake.Version),
        "/embeddings" => new JsonArray(),
        "/extensions" => new JsonArray("/extensions/core/groupNode.js", "/extensions/core/clipspace.js"),
        "/models" => new JsonArray([.. Folders]),
        "/models/checkpoints" => new JsonArray([.. fake.Checkpoints]),
        "/models/vae" => new JsonArray([.. fake.Vaes]),
        "/object_info" => new JsonObject(ComfyNodes.Names.Select(name => KeyValuePair.Create<string, JsonNode?>(name, ComfyNodes.Info(name, fake)))),
        _ when path.StartsWith("/models/", StringComparison.Ordinal) => Folders.Contains(path[8..]) ? new JsonArray() : null,
        _ when path.StartsWith("/object_info/", StringComparison.Ordinal) => ComfyNodes.Info(path[13..], fake) is { } info ? new JsonObject { [path[13..]] = info } : new JsonObject(),
        _ => null,
    };

    public static JsonObject Features(ComfyVersion version)
    {
        var features = new JsonObject { ["supports_preview_metadata"] = true, ["max_upload_size"] = 104857600 };
        if (version == ComfyVersion.V080)
            features["extension"] = new JsonObject { ["manager"] = new JsonObject { ["supports_v4"] = true } };
        return features;
    }

    private static JsonObject Stats(ComfyVersion version)
    {
        var isNew = version == ComfyVersion.V080;
        const long Memory = 25276502016;
        return new JsonObject
        {
            ["system"] = new JsonObject
            {
                ["os"] = isNew ? "linux" : "posix",
                ["ram_total"] = Memory,
                ["ram_free"] = 22064541696,
                ["comfyui_version"] = isNew ? "0.8.0" : "0.3.64",
                ["required_frontend_version"] = isNew ? "1.35.9" : "1.27.10",
                ["installed_templates_version"] = "0.7.67",
                ["required_templates_version"] = isNew ? "0.7.67" : "0.1.95",
                ["python_version"] = "3.11.7 (main, May  9 2026, 07:35:25) [GCC 12.2.0]",
                ["pytorch_version"] = "2.15.0+cu132",
                ["embedded_python"] = false,
                ["argv"] = new JsonArray("main.py", "--cpu", "--listen", "127.0.0.1", "--port", "8188"),
            },
            ["devices"] = new JsonArray(new JsonObject
            {
                ["name"] = "cpu",
                ["type"] = "cpu",
                ["index"] = null,
                ["vram_total"] = Memory,
                ["vram_free"] = 22064541696,
                ["torch_vram_total"] = Memory,
                ["torch_vram_free"] = 22064541696,
            }),
        };
    }
}
