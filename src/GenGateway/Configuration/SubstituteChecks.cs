namespace GenGateway.Configuration;

/// <summary>Warns of names in <c>routing.default_models</c>, <c>fallbacks</c> and <c>context_fallbacks</c> that lead nowhere as far as the configuration shows.</summary>
/// <remarks>No errors: a backend may list such a model once it is asked, or be added over the API.</remarks>
internal sealed class SubstituteChecks(GatewayConfig config, ConfigNode? routing, KnownNames names, LoadReport report)
{
    private const string Unless = "a backend says that it has it when it is asked for its models, or one is added over the API, which cannot be known here";

    public void Run()
    {
        var defaults = config.Routing.DefaultModels;
        Default("chat", defaults.Chat, defaults.ChatYields);
        Default("completion", defaults.Completion, defaults.CompletionYields);
        Default("embedding", defaults.Embedding, yields: false);
        Default("image", defaults.Image, yields: false);
        Fallbacks();
        ContextFallbacks();
    }

    private void Default(string capability, string? model, bool yields)
    {
        if (string.IsNullOrEmpty(model) || names.IsModel(model)) return;
        var written = routing?.Children.GetValueOrDefault("default_models");
        var consequence = yields ? "requests without a model go to the first model that can" : "requests without a model are refused";
        Warn(Origin(written, capability), $"routing.default_models.{capability}", model, "no backend lists and no alias resolves", $"{consequence}, unless {Unless}", withBackends: false);
    }

    private void Fallbacks()
    {
        var written = routing?.Children.GetValueOrDefault("fallbacks");
        foreach (var (from, followers) in config.Routing.Fallbacks)
        {
            Source("routing.fallbacks", from, Origin(written, from), "what follows it never takes over", withBackends: true);
            var list = written?.Children.GetValueOrDefault(from);
            for (var i = 0; i < followers.Count; i++)
            {
                if (IsKnown(followers[i])) continue;
                var origin = list is not null && i < list.Items.Count ? list.Items[i].Origin : Origin(written, from);
                Warn(origin, $"routing.fallbacks.{from}[{i}]", followers[i], "is no backend, and which no backend lists and no alias resolves", $"it is passed over, unless {Unless}", withBackends: true);
            }
        }
    }

    private void ContextFallbacks()
    {
        var written = routing?.Children.GetValueOrDefault("context_fallbacks");
        foreach (var (from, to) in config.Routing.ContextFallbacks)
        {
            Source("routing.context_fallbacks", from, Origin(written, from), "nothing is ever too long for it", withBackends: false);
            if (!IsKnown(to))
                Warn(Origin(written, from), $"routing.context_fallbacks.{from}", to, "is no backend, and which no backend lists and no alias resolves", $"it takes nothing over, unless {Unless}", withBackends: true);
        }
    }

    /// <summary>The name before the colon: whom something takes over from.</summary>
    private void Source(string section, string name, ConfigOrigin origin, string consequence, bool withBackends)
    {
        if (!names.IsModel(name) && !(withBackends && names.IsBackend(name)))
            report.Warnings.Add($"{origin}: {section} has {ConfigText.Show(name)}, which {(withBackends ? "is no backend, and which " : "")}no backend lists and no alias resolves: {consequence}, unless {Unless}; {names.Hint(name, withBackends)}");
    }

    private bool IsKnown(string name) => names.IsBackend(name) || names.IsModel(name);

    private void Warn(ConfigOrigin origin, string setting, string name, string fault, string consequence, bool withBackends) =>
        report.Warnings.Add($"{origin}: {setting} is {ConfigText.Show(name)}, which {fault}: {consequence}; {names.Hint(name, withBackends)}");

    private static ConfigOrigin Origin(ConfigNode? written, string name) => written?.Children.GetValueOrDefault(name)?.Origin ?? written?.Origin ?? default;
}
