namespace GenGateway.Configuration;

/// <summary>Section <c>auth</c>. No message here shows what was written: it may be a key.</summary>
internal static class AuthBinder
{
    private static readonly string[] Methods = ["bearer", "api_key", "basic", "query"];

    public static AuthConfig Bind(SectionBinder auth, EnvironmentView environment)
    {
        var enabled = auth.Flag("enabled", true);
        var anonymous = auth.Flag("allow_anonymous", false);
        var methods = BindMethods(auth);
        var paths = auth.Texts("bypass_paths", SettingRules.BypassPath, range: "exact, or a prefix with a trailing *");
        var keys = new ApiKeySet(Keys(auth, environment));
        var references = auth.Texts("secret_references", SettingRules.SecretReference, ["env:GENGATEWAY_SECRET_", "file:/run/secrets/"], "prefixes that begin with env: or file:/");
        return new AuthConfig(enabled, anonymous, keys, paths, methods, references);
    }

    private static IReadOnlyList<string> BindMethods(SectionBinder auth)
    {
        string[] standing = ["bearer", "api_key", "basic"];
        auth.Describe("methods", "list of words", $"[{string.Join(", ", standing)}]", string.Join(", ", Methods));
        var methods = new List<string>();
        foreach (var node in auth.Items("methods"))
        {
            var word = node.Kind == ConfigNodeKind.Section ? OfPredecessor(auth.Of(node)) : node.Text;
            if (word is null) continue;
            if (node.Kind is ConfigNodeKind.List or ConfigNodeKind.Nothing)
            {
                auth.Report.Error(node.Origin, node.Path, $"must be one of {string.Join(", ", Methods)}");
            }
            else if (SettingRules.OneOf(word, Methods) is { } problem)
            {
                auth.Report.Error(node.Origin, node.Path, $"{ConfigText.Show(word)} {problem}");
            }
            else if (!methods.Contains(word.ToLowerInvariant()))
            {
                methods.Add(word.ToLowerInvariant());
            }
        }

        return ValueList.Of<string>(auth.IsWritten("methods") ? methods : standing);
    }

    /// <summary>An entry as {type, header, prefix, param}: the type counts; the others say what holds anyway, or are named.</summary>
    private static string? OfPredecessor(SectionBinder method)
    {
        var type = method.TextOrNull("type");
        if (type is null) method.Error("type", $"needed: one of {string.Join(", ", Methods)}");
        Usual(method, "header", "Authorization", "X-API-Key", "api-key");
        Usual(method, "prefix", "Bearer", "Basic");
        Usual(method, "param", "api_key");
        return type;
    }

    private static void Usual(SectionBinder method, string name, params string[] words)
    {
        if (method.TextOrNull(name) is { } text && !words.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase)) method.NotYet(name);
    }

    private static List<ApiKey> Keys(SectionBinder auth, EnvironmentView environment)
    {
        auth.Describe("api_keys", "list of texts or sections", "[]");
        if (auth.IsDescribed) Described(auth.SectionItems("api_keys").First(), environment);
        var keys = new List<ApiKey>();
        foreach (var node in auth.Items("api_keys").Append(environment.Node(EnvironmentSource.ApiKeyVariable)))
        {
            if (node is null) continue;
            var key = node.Kind switch
            {
                ConfigNodeKind.Value => Plain(node.Text, node.Origin, node.Path, auth.Report),
                ConfigNodeKind.Section => Described(auth.Of(node), environment),
                _ => null,
            };
            if (key is not null) keys.Add(key);
            else if (node.Kind is ConfigNodeKind.List or ConfigNodeKind.Nothing) auth.Report.Error(node.Origin, node.Path, "must be a key, a plain string: - \"the-key\", or a section with name and one of sha256, env, key");
        }

        Unique(keys, auth.Report);
        return keys;
    }

    // Logs, records and limits know a key by its name.
    private static void Unique(List<ApiKey> keys, LoadReport report)
    {
        foreach (var same in keys.Where(static key => key.Name is not null).GroupBy(static key => key.Name, StringComparer.Ordinal))
        {
            var first = same.First();
            foreach (var other in same.Skip(1))
                report.Error(other.Origin, "auth.api_keys", $"{ConfigText.Show(other.Name!)} is the name of another key, at {first.Origin}; names are unique");
        }
    }

    private static ApiKey? Plain(string text, ConfigOrigin origin, string path, LoadReport report)
    {
        if (SettingRules.ApiKey(text) is not { } problem) return ApiKey.From(new Secret(text), origin);
        report.Error(origin, path, problem);
        return null;
    }

    private static ApiKey? Described(SectionBinder key, EnvironmentView environment)
    {
        var name = key.TextOrNull("name");
        var hash = key.SecretOrNull("sha256");
        var variable = key.SecretOrNull("env");
        var literal = key.SecretOrNull("key");
        var rights = KeyBinder.Rights(key);

        if (name is null) key.Error("name", "needed: a key written as a section has a name");
        if ((hash is null ? 0 : 1) + (variable is null ? 0 : 1) + (literal is null ? 0 : 1) != 1)
        {
            key.Error("", "a key needs exactly one of sha256, env and key");
            return null;
        }

        var found = hash is not null ? OfHash(key, hash.Reveal()) : variable is not null ? OfVariable(key, variable.Reveal(), environment) : Literal(key, "key", literal!.Reveal(), key.OriginOf("key"));
        return found?.With(name, rights);
    }

    private static ApiKey? OfHash(SectionBinder key, string hex) => KeyBinder.Hash(key, hex) is { } hash ? ApiKey.FromHash(hash, key.OriginOf("sha256")) : null;

    private static ApiKey? OfVariable(SectionBinder key, string variable, EnvironmentView environment)
    {
        if (SettingRules.VariableName(variable) is { } problem)
        {
            key.Error("env", problem);
        }
        else if (environment.Variable(variable) is { } text)
        {
            return Literal(key, "env", text, environment.OriginOf(variable));
        }
        else
        {
            key.Error("env", $"environment variable {variable} is not set; set it (or write it into .env), or remove this key");
        }

        return null;
    }

    private static ApiKey? Literal(SectionBinder key, string setting, string text, ConfigOrigin origin)
    {
        if (SettingRules.ApiKey(text) is not { } problem) return ApiKey.From(new Secret(text), origin);
        key.Error(setting, problem);
        return null;
    }
}
