using GenGateway.Configuration;
using GenGateway.Server.Lab;
using GenGateway.Tests.Configuration;

namespace GenGateway.Tests.Server.Lab;

public sealed class LabProfileTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Routes_that_say_the_same_of_time_and_failure_share_one_profile()
    {
        var config = Load("""
            routing: { models: { b: { deadlines: { first_token_ms: 7000 } }, c: { on_stream_break: continue } } }
            backends:
              text:
                - { name: one, protocol: openai, endpoints: ["http://127.0.0.1:1/v1"], models: [a, b, c, d], auth: { type: bearer, token: secret-of-the-user } }
                - { name: two, protocol: ollama, endpoints: ["http://127.0.0.1:2"], models: [e] }
                - { name: three, protocol: openai, endpoints: ["http://127.0.0.1:3/v1"], enabled: false }
            """);
        var profiles = LabProfile.Of(config);
        Assert.Equal(["one/a,one/d,two/e", "one/b", "one/c"], profiles.Select(static profile => string.Join(',', profile.Names)));
        Assert.Equal([false, false, true], profiles.Select(static profile => profile.Continues));
        Assert.All(profiles, static profile => Assert.Empty(profile.Template.Endpoints));
        Assert.All(profiles, static profile => Assert.Equal(SecretReference.OfLiteral(new Secret(LabText.Credential)), profile.Template.Auth.Secret));
    }

    [Fact]
    public void Without_backends_the_defaults_are_the_profile() => Assert.Equal(["defaults"], Assert.Single(LabProfile.Of(Load("engine: { enabled: false }"))).Names);

    [Fact]
    public void Limits_hold_in_the_documented_order_and_are_shortened_alike()
    {
        var config = Load("""
            routing: { deadlines: { first_token_ms: 30000, between_tokens_ms: 20000, total_ms: 600000 }, models: { a: { deadlines: { first_token_ms: 60000 } } } }
            backends:
              text:
                - { name: one, protocol: openai, endpoints: ["http://127.0.0.1:1/v1"], models: [a], timeout_ms: 90000, deadlines: { first_token_ms: 50000, between_tokens_ms: 500 } }
            """);
        var settings = LabSettings.Of(config, Assert.Single(LabProfile.Of(config)), new LabScale(0.1));
        Assert.Equal((6, 0.5, 60, 9), (settings.FirstToken.TotalSeconds, settings.BetweenTokens.TotalSeconds, settings.Total.TotalSeconds, settings.WholeTotal.TotalSeconds));
    }

    [Theory]
    [InlineData(600, 6)]
    [InlineData(3, 3)]
    [InlineData(6, 6)]
    public void The_longest_total_decides_how_much_is_shortened(int total, int becomes) =>
        Assert.Equal(TimeSpan.FromSeconds(becomes), LabScale.For([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(total)]).Of(TimeSpan.FromSeconds(total)));

    [Fact]
    public void The_users_pictures_are_not_in_the_labs_folder_and_none_is_cleaned()
    {
        var config = Load("storage: { base_path: /srv/pictures, cleanup: { max_age_hours: 1 } }");
        var storage = LabConfiguration.Of(config, [], null!, new LabScale(0.1)).Storage;
        Assert.False(Path.IsPathRooted(storage.BasePath));
        Assert.False(storage.Cleanup.Enabled);
    }

    private GatewayConfig Load(string yaml)
    {
        _place.Yaml(yaml);
        return ConfigurationLoader.Load(new ConfigurationSources(_place.Directory, _place.Environment, [])).Config!;
    }
}
