using System.Text.Json;
using System.Text.RegularExpressions;
using GenGateway.Configuration;
using GenGateway.Tests.Architecture;

namespace GenGateway.Tests.Configuration;

public sealed partial class StartRulesTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.255.0.9", true)]
    [InlineData("::1", true)]
    [InlineData("[::1]", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("*", false)]
    [InlineData("+", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("gateway.example", false)]
    [InlineData("localhost.example", false)]
    public void Only_this_machine_counts_as_loopback(string host, bool loopback)
    {
        Assert.Equal(loopback, StartRules.IsLoopback(host));
        var refusals = StartRules.Refusals(_place.Config("--host", host));
        if (loopback) Assert.Empty(refusals);
        else Assert.Contains("GEN_GATEWAY_API_KEY=$(openssl rand -hex 32)", Assert.Single(refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void Beyond_loopback_a_key_is_enough()
        => Assert.Empty(StartRules.Refusals(_place.Variable("GEN_GATEWAY_API_KEY", "0123456789abcdef").Config("--host", "0.0.0.0")));

    [Theory]
    [InlineData("your-api-key")]
    [InlineData("your-api-key-here")]
    [InlineData("dev-api-key-12345")]
    [InlineData("sk-test-key-1")]
    [InlineData("sk-test-key-2")]
    [InlineData("test-api-key-1")]
    [InlineData("Your-API-Key")]
    [InlineData("changeme")]
    [InlineData("the-key")]
    public void A_sample_key_is_refused_whatever_the_bind(string key)
    {
        var refusal = Assert.Single(StartRules.Refusals(_place.Yaml($"auth:\n  api_keys:\n  - real-one\n  - {key}\n").Config()));
        Assert.StartsWith("config/gateway.yaml:4:5: auth.api_keys: ", refusal, StringComparison.Ordinal);
        Assert.Contains("openssl rand -hex 32", refusal, StringComparison.Ordinal);
        Assert.Contains("environment variable GEN_GATEWAY_API_KEY", Assert.Single(StartRules.Refusals(_place.Yaml("").Variable("GEN_GATEWAY_API_KEY", key).Config("--host", "0.0.0.0"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_key_that_our_own_files_and_messages_show_is_refused()
    {
        string[] files = ["config/gateway.yaml", "README.md", "SECURITY.md", "src/GenGateway/Configuration/StartRules.cs", "src/GenGateway/Configuration/AuthBinder.cs", "config/backends.yaml", "config/examples/gateway.yaml", "config/examples/default.toml", "docs/configuration.md", "src/GenGateway.Server/Startup.cs"];
        var text = string.Join('\n', files.Select(file => File.ReadAllText(Path.Combine(Repository.Root, file))));
        var shown = Shown().Matches(text).Select(match => match.Groups["key"].Value).Where(key => key.All(char.IsAscii) && !key.StartsWith("$(", StringComparison.Ordinal)).Distinct().ToArray();

        Assert.True(shown.Length >= 4, string.Join(' ', shown));
        Assert.All(shown, key => Assert.NotEmpty(StartRules.Refusals(_place.Yaml("").Variable("GEN_GATEWAY_API_KEY", key).Config("--host", "0.0.0.0"))));
    }

    [Fact]
    public void Auth_off_beyond_loopback_must_be_meant()
    {
        _place.Yaml("auth: {enabled: false}");
        Assert.Empty(StartRules.Refusals(_place.Config()));
        Assert.Contains("auth.allow_anonymous: true", Assert.Single(StartRules.Refusals(_place.Config("--host", "0.0.0.0"))), StringComparison.Ordinal);
        Assert.Empty(StartRules.Refusals(_place.Config("--host", "0.0.0.0", "--set", "auth.allow_anonymous=true")));
    }

    [Fact]
    public void Anonymous_does_not_stand_in_for_a_key_while_auth_is_on()
        => Assert.Single(StartRules.Refusals(_place.Config("--host", "*", "--set", "auth.allow_anonymous=true")));

    [Fact]
    public void A_key_shows_its_text_nowhere()
    {
        const string text = "canary-0123456789";
        var result = _place.Yaml($"auth: {{api_keys: [{text}]}}").Load();
        var auth = result.Config!.Auth;
        Assert.DoesNotContain("canary", JsonSerializer.Serialize(result) + result.Config + auth + auth.ApiKeys + auth.ApiKeys.Find(text), StringComparison.Ordinal);
        Assert.Equal("***", $"{new Secret(text)}");
        Assert.Equal("{}", JsonSerializer.Serialize(new Secret(text)));
        Assert.Equal(text, new Secret(text).Reveal());
    }

    [Fact]
    public void Only_the_whole_key_matches()
    {
        var keys = _place.Yaml("auth: {api_keys: [one, two]}").Config().Auth.ApiKeys;
        Assert.Equal("config/gateway.yaml:1:24", keys.Find("two")!.Origin.ToString());
        Assert.All(["", "tw", "two ", "Two", "twoo", "onetwo"], presented => Assert.False(keys.Matches(presented)));
        Assert.False(new ApiKeySet([]).Matches(""));
    }

    // A bearer key, a key header, the environment variable, the SDKs' argument, an entry of api_keys.
    [GeneratedRegex("""(?:Bearer |api-key: |GEN_GATEWAY_API_KEY="?|apiKey: "|ApiKeyCredential\("|- "|api_keys: \[\] +# \["|- \\")(?<key>[^\s"'`\\),;]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Shown();
}
