using GenGateway.Configuration;
using GenGateway.Server.CommandLine;
using GenGateway.Server.Lab.Cases;
using GenGateway.Tests.Configuration;

namespace GenGateway.Tests.Server.Lab;

public sealed class FaultCaseTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Names_are_unique_and_fit_into_an_address()
    {
        var names = FaultCases.All.Select(static played => played.Name).ToArray();
        Assert.Equal(names.Distinct(), names);
        Assert.All(names, static name => Assert.Matches("^[a-z0-9-]{1,30}$", name));
    }

    [Theory]
    [InlineData(1, "no case", "--only", "good-answer,nobody")]
    [InlineData(1, "--scale is 0", "--scale", "0")]
    [InlineData(1, "--scale is 1.5", "--scale", "1.5")]
    [InlineData(1, "--upstreams is 70000", "--upstreams", "70000")]
    [InlineData(1, "--against is here", "--against", "here")]
    [InlineData(1, "needs --upstreams", "--against", "http://127.0.0.1:1")]
    [InlineData(2, "server.port", "--set", "server.port=many")]
    public void What_cannot_be_played_is_refused_with_the_reason(int expected, string words, params string[] arguments)
    {
        var (exitCode, _, errors) = Invoke(arguments);
        Assert.Equal(expected, exitCode);
        Assert.Contains(words, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_names_every_case_and_plays_none()
    {
        var (exitCode, output, _) = Invoke("--list");
        Assert.Equal(0, exitCode);
        Assert.All(FaultCases.All, played => Assert.Contains(played.Name, output, StringComparison.Ordinal));
    }

    private (int ExitCode, string Output, string Errors) Invoke(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var exitCode = Commands.Invoke(new ConfigurationSources(_place.Directory, _place.Environment, ["lab", .. arguments]), TimeProvider.System, output, errors);
        return (exitCode, output.ToString(), errors.ToString());
    }
}
