namespace GenGateway.Journey;

/// <summary>The names of samplers and schedulers: ComfyUI's, which most services share, and Stable Diffusion WebUI's. Only those that compute the same stand here.</summary>
public static class SamplerNames
{
    private static readonly (string Comfy, string WebUi)[] Samplers =
    [
        ("euler", "Euler"), ("euler_ancestral", "Euler a"), ("heun", "Heun"), ("dpm_2", "DPM2"), ("dpm_2_ancestral", "DPM2 a"), ("lms", "LMS"),
        ("dpm_fast", "DPM fast"), ("dpm_adaptive", "DPM adaptive"), ("dpmpp_2s_ancestral", "DPM++ 2S a"), ("dpmpp_sde", "DPM++ SDE"), ("dpmpp_2m", "DPM++ 2M"),
        ("dpmpp_2m_sde", "DPM++ 2M SDE"), ("dpmpp_2m_sde_heun", "DPM++ 2M SDE Heun"), ("dpmpp_3m_sde", "DPM++ 3M SDE"), ("lcm", "LCM"), ("ddim", "DDIM"), ("uni_pc", "UniPC"),
    ];

    private static readonly (string Comfy, string WebUi)[] Schedulers =
    [
        ("normal", "Normal"), ("karras", "Karras"), ("exponential", "Exponential"), ("sgm_uniform", "SGM Uniform"), ("simple", "Simple"), ("ddim_uniform", "DDIM"),
        ("beta", "Beta"), ("kl_optimal", "KL Optimal"),
    ];

    // WebUI has a second name for each of them.
    private static readonly (string Comfy, string WebUi)[] SecondNames = [("normal", "Uniform"), ("exponential", "Polyexponential")];

    // What WebUI takes where a sampler comes without a scheduler ("Automatic"); it is "normal" for all others.
    private static readonly (string Comfy, string Scheduler)[] Automatic =
    [
        ("dpm_2", "karras"), ("dpm_2_ancestral", "karras"), ("dpmpp_2s_ancestral", "karras"), ("dpmpp_sde", "karras"), ("dpmpp_2m", "karras"), ("dpmpp_2m_sde", "exponential"),
        ("dpmpp_2m_sde_heun", "exponential"), ("dpmpp_3m_sde", "exponential"), ("lcm", "sgm_uniform"), ("ddim", "ddim_uniform"),
    ];

    /// <summary>The samplers that have both names.</summary>
    public static IReadOnlyList<(string Comfy, string WebUi)> AllSamplers => Samplers;

    /// <summary>The schedulers that have both names.</summary>
    public static IReadOnlyList<(string Comfy, string WebUi)> AllSchedulers => Schedulers;

    /// <summary>WebUI's name of a sampler of ComfyUI's; null: it has none.</summary>
    public static string? SamplerOfWebUi(string comfy) => Find(Samplers, comfy, static pair => pair.Comfy).WebUi;

    /// <summary>ComfyUI's name of a sampler of WebUI's; null: it has none.</summary>
    public static string? SamplerOfComfy(string webUi) => Find(Samplers, webUi, static pair => pair.WebUi).Comfy;

    /// <summary>WebUI's label of a scheduler of ComfyUI's; null: it has none.</summary>
    public static string? SchedulerOfWebUi(string comfy) => Find(Schedulers, comfy, static pair => pair.Comfy).WebUi;

    /// <summary>ComfyUI's name of a scheduler of WebUI's; null: it has none.</summary>
    public static string? SchedulerOfComfy(string webUi) => Find(Schedulers, webUi, static pair => pair.WebUi).Comfy ?? Find(SecondNames, webUi, static pair => pair.WebUi).Comfy;

    /// <summary>ComfyUI's name of the scheduler that WebUI takes for a sampler by itself.</summary>
    /// <param name="comfy">The sampler, by ComfyUI's name.</param>
    public static string AutomaticScheduler(string comfy) => Array.Find(Automatic, pair => pair.Comfy == comfy).Scheduler ?? "normal";

    private static (string? Comfy, string? WebUi) Find((string Comfy, string WebUi)[] table, string name, Func<(string Comfy, string WebUi), string> by) =>
        Array.Find(table, pair => by(pair).Equals(name, StringComparison.OrdinalIgnoreCase));
}
