using System.Text.Json.Nodes;

namespace GenGateway.TestKit.A1111;

/// <summary>The samplers and the schedulers, and which of them a request means.</summary>
internal static class A1111Samplers
{
    private static readonly (string Name, string[] Aliases, (string Name, string Value)[] Options)[] Samplers =
    [
        ("DPM++ 2M", ["k_dpmpp_2m"], [("scheduler", "karras")]),
        ("DPM++ SDE", ["k_dpmpp_sde"], [("scheduler", "karras"), ("second_order", "True"), ("brownian_noise", "True")]),
        ("DPM++ 2M SDE", ["k_dpmpp_2m_sde"], [("scheduler", "exponential"), ("brownian_noise", "True")]),
        ("DPM++ 2M SDE Heun", ["k_dpmpp_2m_sde_heun"], [("scheduler", "exponential"), ("brownian_noise", "True"), ("solver_type", "heun")]),
        ("DPM++ 2S a", ["k_dpmpp_2s_a"], [("scheduler", "karras"), ("uses_ensd", "True"), ("second_order", "True")]),
        ("DPM++ 3M SDE", ["k_dpmpp_3m_sde"], [("scheduler", "exponential"), ("discard_next_to_last_sigma", "True"), ("brownian_noise", "True")]),
        ("Euler a", ["k_euler_a", "k_euler_ancestral"], [("uses_ensd", "True")]),
        ("Euler", ["k_euler"], []),
        ("LMS", ["k_lms"], []),
        ("Heun", ["k_heun"], [("second_order", "True")]),
        ("DPM2", ["k_dpm_2"], [("scheduler", "karras"), ("discard_next_to_last_sigma", "True"), ("second_order", "True")]),
        ("DPM2 a", ["k_dpm_2_a"], [("scheduler", "karras"), ("discard_next_to_last_sigma", "True"), ("uses_ensd", "True"), ("second_order", "True")]),
        ("DPM fast", ["k_dpm_fast"], [("uses_ensd", "True")]),
        ("DPM adaptive", ["k_dpm_ad"], [("uses_ensd", "True")]),
        ("Restart", ["restart"], [("scheduler", "karras"), ("second_order", "True")]),
        ("DDIM", ["ddim"], []),
        ("DDIM CFG++", ["ddim_cfgpp"], []),
        ("PLMS", ["plms"], []),
        ("UniPC", ["unipc"], []),
        ("LCM", ["k_lcm"], []),
    ];

    private static readonly (string Name, string Label, string? Alias, double Rho, bool NeedsInnerModel)[] Schedulers =
    [
        ("automatic", "Automatic", null, -1, false),
        ("uniform", "Uniform", null, -1, true),
        ("karras", "Karras", null, 7, false),
        ("exponential", "Exponential", null, -1, false),
        ("polyexponential", "Polyexponential", null, 1, false),
        ("sgm_uniform", "SGM Uniform", "SGMUniform", -1, true),
        ("kl_optimal", "KL Optimal", null, -1, false),
        ("align_your_steps", "Align Your Steps", null, -1, false),
        ("simple", "Simple", null, -1, true),
        ("normal", "Normal", null, -1, true),
        ("ddim", "DDIM", null, -1, true),
        ("beta", "Beta", null, -1, true),
    ];

    public static JsonArray ListedSamplers() => new([.. Samplers.Select(sampler => (JsonNode)new JsonObject
    {
        ["name"] = sampler.Name,
        ["aliases"] = new JsonArray([.. sampler.Aliases.Select(alias => (JsonNode)alias)]),
        ["options"] = new JsonObject(sampler.Options.Select(option => KeyValuePair.Create<string, JsonNode?>(option.Name, option.Value))),
    })]);

    public static JsonArray ListedSchedulers() => new([.. Schedulers.Select(scheduler => (JsonNode)new JsonObject
    {
        ["name"] = scheduler.Name,
        ["label"] = scheduler.Label,
        ["aliases"] = scheduler.Alias is { } alias ? new JsonArray(alias) : null,
        ["default_rho"] = PythonJson.Real(scheduler.Rho),
        ["need_inner_model"] = scheduler.NeedsInnerModel,
    })]);

    public static bool Knows(string sampler) => Samplers.Any(known => known.Name == sampler);

    /// <summary>
    /// The sampler and the label of the schedule that are used. A schedule's name behind the sampler's wins over the field; what nobody knows is the first
    /// sampler, and the sampler's own schedule; aliases are not known here.
    /// </summary>
    public static (string Sampler, string Schedule) Resolve(string? name, string? scheduler)
    {
        name ??= Samplers[0].Name;
        var schedule = Schedulers.FirstOrDefault(known => scheduler is not null && (known.Name == scheduler || known.Label == scheduler || known.Alias == scheduler)).Label;
        foreach (var known in Schedulers)
        {
            if (((string?[])[known.Label, known.Name, known.Alias]).FirstOrDefault(option => option is not null && name.EndsWith(" " + option, StringComparison.Ordinal)) is not { } suffix)
                continue;
            schedule = known.Label;
            name = name[..^(suffix.Length + 1)];
            break;
        }

        var sampler = Samplers.FirstOrDefault(known => known.Name == name, Samplers[0]);
        if (schedule is null or "Automatic")
            schedule = Schedulers.FirstOrDefault(known => sampler.Options.Contains(("scheduler", known.Name)), Schedulers[0]).Label;
        return (sampler.Name, schedule);
    }
}
