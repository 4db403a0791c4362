using GenGateway.Configuration;
using GenGateway.Server;
using GenGateway.Tests.Configuration;

namespace GenGateway.Tests.Server;

public sealed class StartupTests
{
    [Fact]
    public void A_wrong_configuration_is_told_whole_and_ends_with_two()
    {
        using var place = new Workplace().Yaml("server:\n  port: many\n  hots: x\n");
        var (exitCode, errors) = Start(place);
        Assert.Equal(2, exitCode);
        Assert.Contains("server.port", errors, StringComparison.Ordinal);
        Assert.Contains("server.hots", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_open_server_without_a_key_does_not_start_and_the_refusal_makes_one()
    {
        using var place = new Workplace().Yaml("server:\n  host: 0.0.0.0\n");
        var (exitCode, errors) = Start(place);
        Assert.Equal(1, exitCode);
        Assert.Contains("GEN_GATEWAY_API_KEY=", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_name_that_means_no_address_is_told_and_not_thrown()
    {
        using var place = new Workplace().Yaml("server:\n  host: no-such-host.invalid\nauth:\n  api_keys: [\"gg-the-key-of-these-tests\"]\n");
        var (exitCode, errors) = Start(place);
        Assert.Equal(1, exitCode);
        Assert.Contains("server.host is no-such-host.invalid", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("+")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    public void A_host_that_can_be_listened_on_is_not_looked_up_in_vain(string host)
    {
        using var place = new Workplace().Yaml($"server:\n  host: \"{host}\"\nauth:\n  api_keys: [\"gg-the-key-of-these-tests\"]\n");
        using var errors = new StringWriter();
        var (config, _, _) = Startup.Configure(new ConfigurationSources(place.Directory, place.Environment, []), TimeProvider.System, errors);
        Assert.NotNull(config);
    }

    private static (int ExitCode, string Errors) Start(Workplace place)
    {
        using var errors = new StringWriter();
        var (config, _, exitCode) = Startup.Configure(new ConfigurationSources(place.Directory, place.Environment, []), TimeProvider.System, errors);
        Assert.Null(config);
        return (exitCode, errors.ToString());
    }
}
