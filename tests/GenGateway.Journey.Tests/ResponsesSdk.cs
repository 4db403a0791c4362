using System.Text.Json;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>What the official OpenAI SDK for JavaScript does with the Responses API of a gateway, whoever answers behind it.</summary>
internal static class ResponsesSdk
{
    private static readonly string Folder = Repository.PathOf("tests", "clients");

    /// <param name="url">The gateway.</param>
    /// <param name="model">The model to ask.</param>
    /// <param name="countsAll">Whether its usage tells that it was given what was said before.</param>
    /// <param name="cancellationToken">Ends the client.</param>
    public static async Task CheckAsync(Uri url, string model, bool countsAll, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "openai")))
            Assert.Fail("The SDK is not installed: run npm ci --ignore-scripts in tests/clients (scripts/test-runner.sh does).");
        var run = await ChildProgram.RunAsync("node", ["responses.mjs", new Uri(url, "/v1").ToString(), model], Folder, cancellationToken);
        Assert.True(run.ExitCode == 0, run.Text);
        using var told = JsonDocument.Parse(run.Output);
        var result = told.RootElement;
        var (first, second, streamed) = (result.GetProperty("first"), result.GetProperty("second"), result.GetProperty("streamed"));

        foreach (var response in new[] { first, second, streamed })
        {
            Assert.NotEqual("", response.GetProperty("text").GetString()!.Trim());
            Assert.Contains(response.GetProperty("status").GetString(), new[] { "completed", "incomplete" });
            Assert.InRange(response.GetProperty("output").GetInt32(), 1, 20);
        }

        Assert.Equal(first.GetProperty("id").GetString(), second.GetProperty("previous").GetString());
        Assert.True(!countsAll || second.GetProperty("input").GetInt32() > first.GetProperty("output").GetInt32(), "It carries what was said before.");
        Assert.Equal(streamed.GetProperty("text").GetString(), result.GetProperty("streamedText").GetString());
        Assert.Equal(streamed.GetRawText(), result.GetProperty("retrieved").GetRawText());
        var events = result.GetProperty("events").EnumerateArray().Select(item => item.GetString()!).ToArray();
        Assert.Equal("response.created", events[0]);
        Assert.Contains(events[^1], new[] { "response.completed", "response.incomplete" });
        Assert.Contains("response.output_text.delta", events);
        Assert.Equal(("NotFoundError", 404), (result.GetProperty("gone").GetProperty("type").GetString(), result.GetProperty("gone").GetProperty("status").GetInt32()));
        Assert.False(string.IsNullOrEmpty(result.GetProperty("gone").GetProperty("requestId").GetString()));
    }
}
