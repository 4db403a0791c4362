namespace GenGateway.Configuration;

/// <summary>Sections <c>surfaces</c> and <c>listeners</c>.</summary>
internal static class SurfacesBinder
{
    /// <summary>The families' names.</summary>
    public static readonly string[] Families = ["openai", "anthropic", "ollama", "webui", "akash", "inference", "jobs", "dashboard", "metrics", "mcp"];

    public static SurfacesConfig Bind(SectionBinder surfaces)
    {
        var later = surfaces.Later;
        return new SurfacesConfig(
            surfaces.Flag("openai", true),
            surfaces.Flag("anthropic", true),
            surfaces.Flag("ollama", true),
            surfaces.Flag("webui", true),
            later.Flag("akash", true),
            surfaces.Flag("inference", true),
            surfaces.Flag("jobs", true),
            later.Flag("dashboard", true),
            surfaces.Flag("metrics", true),
            later.Flag("mcp", true));
    }

    public static IReadOnlyList<ListenerConfig> Listeners(SectionBinder all)
    {
        var listeners = new List<ListenerConfig>();
        foreach (var item in all.SectionItems("listeners"))
        {
            var url = item.TextOrNull("url", SettingRules.ListenerUrl, "http://HOST:PORT or https://HOST:PORT");
            var bound = (Surfaces: item.Texts("surfaces", text => SettingRules.OneOf(text, Families), range: $"{string.Join(", ", Families)}; [] = all"), Auth: item.Flag("auth", true));
            if (url is null)
            {
                if (!item.IsWritten("url")) item.Error("url", "needed: the address to listen on, such as http://127.0.0.1:6571");
                continue;
            }

            var listener = new ListenerConfig(new Uri(url), bound.Surfaces, bound.Auth, item.Origin);
            if (listeners.Find(other => other.Url.Port == listener.Url.Port && other.Url.Port != 0 && other.Url.Host == listener.Url.Host) is { } same)
            {
                item.Error("url", $"{ConfigText.Show(url)} is listened on already by the entry at {same.Origin}; keep one of them");
            }

            listeners.Add(listener);
        }

        return ValueList.Of(listeners);
    }
}
