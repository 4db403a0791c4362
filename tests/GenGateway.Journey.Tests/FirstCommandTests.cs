using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>The README's first command, typed in the repository.</summary>
public sealed class FirstCommandTests : JourneyTest
{
    [Fact]
    public async Task Dotnet_run_in_the_repository_answers_a_chat_from_the_shipped_model()
    {
        var quiet = new GatewayOptions { FromSources = true }.WithEnvironment("DOTNET_NOLOGO", "1").WithEnvironment("DOTNET_GENERATE_ASPNET_CERTIFICATE", "0");
        var gateway = await StartAsync(quiet);

        var answer = (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("What is GenGateway?"), Token)).Expect(200);

        Assert.Equal("tiny-chat", answer.GetProperty("model").GetString());
        Assert.NotEmpty(answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
    }
}
