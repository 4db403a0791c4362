using GenGateway.Journey;

namespace GenGateway.Backends.Samplers;

/// <summary>Whose names of samplers and schedulers a server has, and what the others' names mean there.</summary>
/// <param name="SamplerOf">Its sampler of another dialect's name; null: it has none.</param>
/// <param name="SchedulerOf">Its scheduler of another dialect's name; null: it has none.</param>
internal sealed record SamplerDialect(Func<string, string?> SamplerOf, Func<string, string?> SchedulerOf)
{
    /// <summary>Stable Diffusion WebUI's.</summary>
    public static SamplerDialect WebUi { get; } = new(SamplerNames.SamplerOfWebUi, SamplerNames.SchedulerOfWebUi);

    /// <summary>ComfyUI's.</summary>
    public static SamplerDialect Comfy { get; } = new(SamplerNames.SamplerOfComfy, SamplerNames.SchedulerOfComfy);
}
