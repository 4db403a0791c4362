namespace GenGateway.Configuration;

/// <summary>Sections <c>defaults</c> and <c>backends</c>: groups <c>text</c>, <c>image</c>, <c>grpc</c>, or one list as a predecessor's TOML has it.</summary>
internal static class BackendBinder
{
    private const int MostWeight = 1_000_000;
    private const string OnlyIfAlone = "0 = only where no other is left";

    private static readonly string[] Groups = ["text", "image", "grpc"];

    public static BackendDefaults Defaults(SectionBinder defaults)
    {
        var standing = BackendDefaults.Standing;
        var connection = defaults.Section("connection");
        return new BackendDefaults(
            connection.MillisecondsOrNull("timeout_ms", GatewayBinder.MostMilliseconds, (long)standing.Timeout.TotalMilliseconds)!.Value,
            connection.IsWritten("timeout_ms"),
            connection.Number("retry_count", standing.RetryCount, 0, 100),
            connection.Number("max_connections", standing.MaxConnections, 1, 1_000_000),
            HealthBinder.Check(defaults.Section("health_check"), standing.HealthCheck));
    }

    public static IReadOnlyList<BackendConfig> Bind(SectionBinder all, BackendDefaults defaults)
    {
        var bound = new List<BackendConfig>();
        var names = new Dictionary<string, ConfigOrigin>(StringComparer.OrdinalIgnoreCase);
        foreach (var (entry, group) in Entries(all))
        {
            if (Entry(entry, group, defaults, secretPrefixes: null) is not { } backend) continue;
            if (!names.TryAdd(backend.Name, backend.Origin))
            {
                entry.Error("name", $"{ConfigText.Show(backend.Name)} is the name of another backend, at {names[backend.Name]}; names are unique, whatever the group");
            }

            bound.Add(backend);
        }

        return ValueList.Of(bound);
    }

    /// <summary>One entry, or null where its name or kind is wrong.</summary>
    /// <param name="backend">The entry.</param>
    /// <param name="group">The group that it stands in; null = none.</param>
    /// <param name="defaults">What holds where it does not write it.</param>
    /// <param name="secretPrefixes">For entries of the API: what they may refer to, never a literal; null = anything.</param>
    public static BackendConfig? Entry(SectionBinder backend, string? group, BackendDefaults defaults, IReadOnlyList<string>? secretPrefixes)
    {
        var name = backend.Text("name", "", SettingRules.BackendName, "unique; not text or image");
        if (name.Length == 0 && !backend.IsWritten("name")) backend.Error("name", "needed: every backend has a name of its own");
        var protocol = Protocol(backend, group);
        var type = Type(backend, group, protocol);
        var credentials = new CredentialBinder(secretPrefixes);
        var endpoints = Endpoints(backend, credentials);
        if (endpoints.Count == 0 && !backend.IsWritten("endpoints") && BackendProtocols.NeedsEndpoints(protocol))
            backend.Error("endpoints", $"needed with protocol {protocol}: [\"http://host:port\"]");
        if (protocol == "akash" && endpoints.Count == 0) endpoints = [new EndpointConfig(Akash(backend), 1, null)];

        var weight = backend.Number("weight", 1, 0, MostWeight, OnlyIfAlone);
        var balancer = backend.Section("load_balancer");
        var (request, response) = CustomBinder.Bind(backend, protocol, type);
        var bound = new BackendConfig
        {
            Name = name,
            Type = type,
            Protocol = protocol,
            Enabled = backend.Flag("enabled", true),
            Endpoints = endpoints,
            Models = Models(backend),
            Capabilities = backend.Texts("capabilities", SettingRules.NotEmpty, range: "such as chat, completion, embedding, image, tools; responses with protocol openai"),
            Weight = balancer.Number("weight", weight, 0, MostWeight, OnlyIfAlone),
            Strategy = RoutingBinder.StrategyOrNull(balancer, "strategy"),
            Auth = credentials.Bind(backend.Section("auth")),
            Timeout = backend.MillisecondsOrNull("timeout_ms", GatewayBinder.MostMilliseconds) ?? defaults.Timeout,
            TimeoutWritten = defaults.TimeoutWritten || backend.IsWritten("timeout_ms"),
            RetryCount = backend.Number("retry_count", defaults.RetryCount, 0, 100),
            Prefill = Prefill(backend),
            Shared = backend.Flag("shared", false),
            Dialect = backend.TextOrNull("dialect", text => SettingRules.OneOf(text, ["a1111", "comfyui", "midjourney", "openai", "legacy"]), "a1111, comfyui, midjourney, openai, legacy"),
            Checkpoint = backend.TextOrNull("checkpoint"),
            MostImages = (int?)backend.NumberOrNull("max_n", 1, 1000),
            Request = request,
            Response = response,
            AllowedHosts = CustomBinder.AllowedHosts(backend),
            MaxConnections = backend.Number("max_connections", defaults.MaxConnections, 1, 1_000_000),
            HealthCheck = HealthBinder.OfBackend(backend, defaults.HealthCheck),
            Breaker = HealthBinder.Overrides(backend.Section("breaker")),
            Deadlines = RoutingBinder.Deadlines(backend.Section("deadlines")),
            RateLimit = RateLimitBinder.Rates(backend.Section("rate_limit")),
            // Whatever is not Ollama has no fields of its own so far.
            Options = Options(protocol == "ollama" || backend.IsDescribed ? backend : backend.Later),
            Onnx = Onnx(backend, protocol),
            Origin = backend.Origin,
        };
        if (bound.Capabilities.Contains(BackendConfig.Responses) && (protocol != "openai" || type == BackendType.Image))
            backend.Error("capabilities", $"responses is what a text backend of protocol openai can have; {(protocol == "http" ? "write protocol: openai" : "leave it out")}: without it what comes by /v1/responses is translated");
        PendingBackendSettings.Bind(backend);
        return name.Length == 0 ? null : bound;
    }

    private static PrefillMode? Prefill(SectionBinder backend)
    {
        const string name = "prefill";
        backend.Describe(name, "word", "assistant; at api.openai.com and api.anthropic.com none", "assistant, continue_final_message, none");
        return backend.Choice(name, (PrefillMode?)null, ("assistant", PrefillMode.Assistant), ("continue_final_message", PrefillMode.ContinueFinalMessage), ("none", PrefillMode.None));
    }

    private static IEnumerable<(SectionBinder Entry, string? Group)> Entries(SectionBinder all)
    {
        if (all.IsList("backends")) return all.SectionItems("backends").Select(entry => (entry, (string?)null));
        var groups = all.Section("backends");
        return Groups.SelectMany(group => groups.SectionItems(group).Select(entry => (entry, (string?)group)));
    }

    private static string Protocol(SectionBinder backend, string? group)
    {
        const string name = "protocol";
        var standing = group == "grpc" ? "grpc" : "http";
        backend.Describe(name, "word", "http (group grpc: grpc)", string.Join(", ", BackendProtocols.All));
        return backend.Text(name, standing, text => SettingRules.OneOf(text, BackendProtocols.All)).ToLowerInvariant();
    }

    private static BackendType Type(SectionBinder backend, string? group, string protocol)
    {
        (string, BackendType?)[] words = [("text", BackendType.Text), ("image", BackendType.Image), ("multi", BackendType.Multi)];
        backend.Describe("type", "word", "the group's; elsewhere what the protocol can; of http image, of openai text", "text, image, multi");
        var written = backend.Choice("type", null, words) ?? backend.Choice("backend_type", null, words);
        var only = BackendProtocols.OnlyType(protocol);
        BackendType? grouped = group switch { "text" => BackendType.Text, "image" => BackendType.Image, _ => null };
        var type = (written == BackendType.Multi ? written : grouped ?? written) ?? only ?? (protocol == "openai" ? BackendType.Text : BackendType.Image);
        if (only is { } can && type != can && type != BackendType.Multi)
        {
            var word = can == BackendType.Text ? "text" : "images";
            backend.Error("protocol", $"{protocol} gives {word} only; " + (group is null ? $"write type: {(can == BackendType.Text ? "text" : "image")}" : $"write this backend below backends.{(can == BackendType.Text ? "text" : "image")}"));
        }

        // A protocol that can only one thing does only that, whatever else was hoped for.
        return type == BackendType.Multi ? only ?? type : type;
    }

    private static List<EndpointConfig> Endpoints(SectionBinder backend, CredentialBinder credentials)
    {
        backend.Describe("endpoints", "list of texts or sections", "[]", "http or https addresses");
        var endpoints = new List<EndpointConfig>();
        if (backend.IsDescribed) Endpoint(backend.SectionItems("endpoints").First(), credentials);
        foreach (var node in backend.Items("endpoints"))
        {
            if (node.Kind == ConfigNodeKind.Section)
            {
                if (Endpoint(backend.Of(node), credentials) is { } endpoint) endpoints.Add(endpoint);
            }
            else if (node.Kind != ConfigNodeKind.Value)
            {
                backend.Report.Error(node.Origin, node.Path, "must be an address, or a section with url");
            }
            else if (Url(node.Text, credentials, problem => backend.Report.Error(node.Origin, node.Path, problem)) is { } url)
            {
                endpoints.Add(new EndpointConfig(url, 1, null));
            }
        }

        return endpoints;
    }

    private static EndpointConfig? Endpoint(SectionBinder endpoint, CredentialBinder credentials)
    {
        var written = endpoint.SecretOrNull("url");
        if (written is null) endpoint.Error("url", "needed: the endpoint's address");
        var weight = endpoint.Number("weight", 1, 0, MostWeight, OnlyIfAlone);
        var auth = endpoint.Section("auth");
        var bound = new EndpointConfig(new Uri("http://localhost"), weight, endpoint.IsWritten("auth") || endpoint.IsDescribed ? credentials.Bind(auth) : null);
        return written is not null && Url(written.Reveal(), credentials, problem => endpoint.Error("url", problem)) is { } url ? bound with { Url = url } : null;
    }

    private static Uri? Url(string text, CredentialBinder credentials, Action<string> error)
    {
        // Told before anything is shown: what stands before the @ may be a password.
        if (text.Contains('@', StringComparison.Ordinal)) error("must not hold credentials (there is an @); write them under auth");
        else if (SettingRules.HttpUrl(text) is { } problem) error($"{ConfigText.Show(UrlQuery.Shown(text))} {problem}");
        else if (new Uri(text) is var url && !credentials.TakesLiterals && UrlQuery.CredentialIn(url) is { } name) error($"must not hold credentials (its query has {ConfigText.Show(name)}); write them under auth, as type: query with header_name for the parameter's name");
        else return url;
        return null;
    }

    private static Uri Akash(SectionBinder backend)
    {
        const string standing = "https://gen.akash.network";
        return new Uri(backend.Section("akash").Text("base_url", standing, text => SettingRules.HttpUrl(text)));
    }

    private static List<ModelConfig> Models(SectionBinder backend)
    {
        backend.Describe("models", "list of texts or sections", "[]", "[] = asked of the backend");
        var models = new List<ModelConfig>();
        if (backend.IsDescribed) Model(backend.SectionItems("models").First());
        foreach (var node in backend.Items("models"))
        {
            var model = node.Kind switch
            {
                ConfigNodeKind.Section => Model(backend.Of(node)),
                ConfigNodeKind.Value when node.Text.Length > 0 => new ModelConfig(node.Text, null, null, null),
                _ => null,
            };
            if (model is null && node.Kind != ConfigNodeKind.Section) backend.Report.Error(node.Origin, node.Path, "must be a model's name, or a section with id");
            if (model is null) continue;
            if (models.Exists(other => other.Id == model.Id)) backend.Report.Error(node.Origin, node.Path, $"{ConfigText.Show(model.Id)} is listed twice; keep one of them");
            models.Add(model);
        }

        return models;
    }

    private static ModelConfig? Model(SectionBinder model)
    {
        var id = model.TextOrNull("id");
        if (id is null) model.Error("id", "needed: the model's name for clients");
        var upstream = model.TextOrNull("upstream");
        var context = model.Later.NumberOrNull("context", 1, int.MaxValue);
        var capabilities = model.Texts("capabilities", SettingRules.NotEmpty);
        if (capabilities.Contains(BackendConfig.Responses))
            model.Error("capabilities", "responses belongs into the backend's own capabilities: it says what the server can, for all of its models");
        var tokenizer = model.TextOrNull("tokenizer");
        return id is null ? null : new ModelConfig(id, upstream, (int?)context, capabilities.Count == 0 ? null : capabilities, tokenizer);
    }

    private static Dictionary<string, string> Options(SectionBinder backend)
    {
        var options = new Dictionary<string, string>();
        if (backend.Anything("options", "section") is not { } node) return options;
        if (node.Kind == ConfigNodeKind.Section) Flatten(node, "", options);
        else backend.Error("options", "this is a section; write its settings as lines of name: value, indented below it");
        return options;
    }

    private static void Flatten(ConfigNode node, string name, Dictionary<string, string> options)
    {
        if (node.Kind == ConfigNodeKind.Value) options[name] = node.Text;
        foreach (var (key, child) in node.Children) Flatten(child, ConfigNode.Join(name, key), options);
        for (var i = 0; i < node.Items.Count; i++) Flatten(node.Items[i], $"{name}[{i}]", options);
    }

    private static OnnxConfig? Onnx(SectionBinder backend, string protocol)
    {
        var onnx = backend.Section("onnx");
        var bound = new OnnxConfig(
            onnx.TextOrNull("path"),
            onnx.Later.TextOrNull("hub"),
            onnx.Later.TextOrNull("file"),
            onnx.Later.Text("revision", "main", SettingRules.NotEmpty),
            onnx.Number("threads", 0, 0, 1024, "0 = all cores"),
            onnx.Later.Number("context", 0, 0, int.MaxValue, "0 = the model's own"),
            (int?)onnx.NumberOrNull("max_sequences", 1, 1024, otherwise: "engine.max_sequences"));
        if (protocol != "onnx")
        {
            if (backend.IsWritten("onnx")) backend.Error("onnx", $"belongs to protocol: onnx, and the protocol is {protocol}");
            return null;
        }

        if (bound.Path is null == bound.Hub is null) backend.Error("onnx", "needs exactly one of path, a model's folder, and hub, a Hugging Face repository");
        return bound;
    }
}
