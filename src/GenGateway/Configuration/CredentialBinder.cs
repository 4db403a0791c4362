namespace GenGateway.Configuration;

/// <summary>Section <c>auth</c> of a backend or an endpoint. No message shows a secret, nor what may be one by mistake.</summary>
/// <param name="secretPrefixes">For entries of the API: what they may refer to, never a literal; null = anything.</param>
internal sealed class CredentialBinder(IReadOnlyList<string>? secretPrefixes)
{
    // What HTTP itself needs: a credential there would break every request, or change where it goes.
    private static readonly HashSet<string> Transport = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Expect", "Host", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    private const string Settings = "token_env, token_file, token or api_key";

    /// <summary>Whether a secret may be written out; an address's query then may hold one, too.</summary>
    public bool TakesLiterals => secretPrefixes is null;

    public CredentialConfig Bind(SectionBinder auth)
    {
        var kind = auth.Choice<CredentialKind?>(
            "type",
            null,
            ("none", CredentialKind.None),
            ("bearer", CredentialKind.Bearer),
            ("api_key", CredentialKind.ApiKey),
            ("header", CredentialKind.Header),
            ("query", CredentialKind.Query),
            ("basic", CredentialKind.Basic));
        var header = auth.TextOrNull("header_name", SettingRules.HeaderName);
        var secret = Secret(auth);
        if (secret is null) return CredentialConfig.None;

        // A predecessor never looked at the type: a header's name meant that header, else it was a bearer token.
        kind ??= secret.Source == SecretSource.None ? CredentialKind.None : header is null ? CredentialKind.Bearer : CredentialKind.Header;
        if (kind == CredentialKind.None) return CredentialConfig.None;
        if (secret.Source == SecretSource.None) auth.Error("type", $"needs a secret: one of {Settings}");
        if (kind == CredentialKind.Header && header is null) auth.Error("header_name", "needed with type: header");
        if (kind == CredentialKind.Header && header is not null && Transport.Contains(header))
            auth.Error("header_name", $"{ConfigText.Show(header)} belongs to the transport, which writes it itself; name the header that the backend looks for its credential in, such as x-api-key");
        return new CredentialConfig(kind.Value, secret, header);
    }

    // All four are read, so that all of them are known; the first that is written counts.
    private SecretReference? Secret(SectionBinder auth)
    {
        var variable = auth.SecretOrNull("token_env");
        var file = auth.SecretOrNull("token_file");
        var token = auth.SecretOrNull("token");
        var key = auth.SecretOrNull("api_key");
        if (variable is not null) return Variable(auth, "token_env", variable.Reveal());
        if (file is not null) return File(auth, "token_file", file.Reveal());
        return token is not null ? Written(auth, "token", token) : key is not null ? Written(auth, "api_key", key) : SecretReference.None;
    }

    private SecretReference? Written(SectionBinder auth, string setting, Secret secret)
    {
        var text = secret.Reveal();
        if (text.StartsWith("env:", StringComparison.Ordinal)) return Variable(auth, setting, text["env:".Length..]);
        if (text.StartsWith("file:", StringComparison.Ordinal)) return File(auth, setting, text["file:".Length..]);
        if (secretPrefixes is null) return SecretReference.OfLiteral(secret);
        auth.Error(setting, $"a secret is not taken over the API; put it into an environment variable or a file of the gateway and write env:NAME or file:PATH. {Allowed}");
        return null;
    }

    private SecretReference? Variable(SectionBinder auth, string setting, string name)
    {
        if (SettingRules.VariableName(name) is { } problem) auth.Error(setting, problem);
        else if (IsAllowed($"env:{name}")) return SecretReference.OfVariable(name);
        else auth.Error(setting, $"this variable may not be referred to. {Allowed}");
        return null;
    }

    private SecretReference? File(SectionBinder auth, string setting, string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)) auth.Error(setting, "must be the path of a file");
        else if (secretPrefixes is null) return SecretReference.OfFile(path);
        // Only as it stands: /run/secrets/../../etc begins like an allowed one.
        else if (Path.IsPathRooted(path) && Path.GetFullPath(path) == path && IsAllowed($"file:{path}")) return SecretReference.OfFile(path);
        else auth.Error(setting, $"this file may not be referred to. {Allowed}");
        return null;
    }

    private string Allowed => $"auth.secret_references allows what begins with: {string.Join(", ", secretPrefixes ?? [])}";

    private bool IsAllowed(string reference) => secretPrefixes is null || secretPrefixes.Any(prefix => reference.StartsWith(prefix, StringComparison.Ordinal));
}
