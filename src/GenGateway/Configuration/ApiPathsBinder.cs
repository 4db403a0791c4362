namespace GenGateway.Configuration;

/// <summary>Section <c>api</c>, the predecessors' way of moving routes.</summary>
internal static class ApiPathsBinder
{
    public static ApiPathsConfig Bind(SectionBinder api)
    {
        var endpoints = api.Section("endpoints");
        var image = endpoints.Section("image");
        var text = endpoints.Section("text");
        var models = endpoints.Section("models");
        var health = endpoints.Section("health");
        var admin = endpoints.Section("admin");
        return new ApiPathsConfig(
            api.Text("base_path", "/v1", SettingRules.RoutePath, "a path"),
            image.Flag("enabled", true),
            Path(image, "path"),
            text.Flag("enabled", true),
            Path(text, "chat_completions"),
            Path(text, "completions"),
            models.Flag("enabled", true),
            Path(models, "path"),
            health.Flag("enabled", true),
            Path(health, "path"),
            admin.Flag("enabled", true),
            admin.Text("path", "/admin", SettingRules.RoutePath, "a path"));
    }

    private static string? Path(SectionBinder section, string name) => section.TextOrNull(name, SettingRules.RoutePath, "a path");
}
