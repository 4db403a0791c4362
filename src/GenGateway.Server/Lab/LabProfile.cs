using GenGateway.Configuration;

namespace GenGateway.Server.Lab;

/// <summary>What one of the user's routes says about time and failure; routes that say the same share one.</summary>
/// <param name="Names">The routes, as <c>backend/model</c>; what nobody configured is <c>defaults</c>.</param>
/// <param name="Template">The backend's entry without what tells it from others: name, addresses, models, credentials.</param>
/// <param name="Deadlines">What <c>routing.models</c> says of the model.</param>
/// <param name="Continues">What <c>on_stream_break</c> says for it.</param>
internal sealed record LabProfile(IReadOnlyList<string> Names, BackendConfig Template, DeadlinesConfig Deadlines, bool Continues)
{
    /// <summary>For people: the first of the names, and how many more.</summary>
    public string Title => Names.Count == 1 ? Names[0] : $"{Names[0]} and {Names.Count - 1} more";

    /// <summary>The profiles of a configuration, in the order of its backends.</summary>
    /// <remarks>Only what speaks over a network and generates text; whatever its protocol is, the lab speaks OpenAI's to it.</remarks>
    public static IReadOnlyList<LabProfile> Of(GatewayConfig config)
    {
        var profiles = new List<LabProfile>();
        foreach (var backend in config.Backends.Where(static backend => backend is { Enabled: true, Type: not BackendType.Image } && backend.Protocol != "onnx"))
        {
            string?[] models = backend.Models.Count == 0 ? [null] : [.. backend.Models.Select(static model => model.Id)];
            foreach (var model in models)
                Add(profiles, Of(config, backend, model));
        }

        var standing = config.BackendDefaults;
        if (profiles.Count == 0)
        {
            var plain = new BackendConfig
            {
                Name = "defaults",
                Type = BackendType.Text,
                Protocol = "openai",
                Timeout = standing.Timeout,
                TimeoutWritten = standing.TimeoutWritten,
                RetryCount = standing.RetryCount,
                MaxConnections = standing.MaxConnections,
            };
            profiles.Add(Of(config, plain, null));
        }

        return profiles;
    }

    private static LabProfile Of(GatewayConfig config, BackendConfig backend, string? model)
    {
        var routing = config.Routing;
        var deadlines = model is null ? null : routing.Models.GetValueOrDefault(model);
        var continues = model is not null && routing.ModelsContinueOnBreak.TryGetValue(model, out var own) ? own : routing.ContinuesOnBreak;
        return new LabProfile([model is null ? backend.Name : $"{backend.Name}/{model}"], Plain(backend), deadlines ?? DeadlinesConfig.None, continues);
    }

    private static BackendConfig Plain(BackendConfig backend) => backend with
    {
        Name = "lab",
        Type = BackendType.Text,
        Protocol = "openai",
        Endpoints = [],
        Models = [],
        Capabilities = [],
        Auth = new CredentialConfig(CredentialKind.Bearer, SecretReference.OfLiteral(new Secret(LabText.Credential)), null),
        HealthCheck = HealthCheckConfig.Standing with { Enabled = false },
        RateLimit = RatesConfig.None,
        Options = new Dictionary<string, string>(),
        Strategy = null,
        Weight = 1,
        Prefill = PrefillMode.Assistant,
        Origin = default,
    };

    private static void Add(List<LabProfile> profiles, LabProfile added)
    {
        var same = profiles.FindIndex(profile => profile.Template == added.Template && profile.Deadlines == added.Deadlines && profile.Continues == added.Continues);
        if (same < 0)
            profiles.Add(added);
        else
            profiles[same] = profiles[same] with { Names = [.. profiles[same].Names, .. added.Names] };
    }
}
