using System.Text;
using GenGateway.Backends.Ollama;
using GenGateway.Errors;

namespace GenGateway.Tests.Backends.Ollama;

/// <summary>What Ollama answers that is no answer.</summary>
public sealed class OllamaNoAnswerTests
{
    [Theory]
    [InlineData("""{"done":true,"done_reason":"stop"}""")]
    [InlineData("""{"message":null,"done":true,"done_reason":"stop"}""")]
    [InlineData("""{"message":{"role":"assistant","content":""},"done":true,"done_reason":"load"}""")]
    [InlineData("""{"response":"","done":true,"done_reason":"unload"}""")]
    public async Task An_end_without_a_message_is_no_answer(string body)
    {
        foreach (var stream in new[] { true, false })
        {
            var run = await OllamaAnswers.ReadAsync([Encoding.UTF8.GetBytes(body + "\n")], stream);
            Assert.StartsWith("Failed BackendError", run.Last, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"message":{"content":7},"done":false}""")]
    [InlineData("""{"message":{"content":["lo"]},"done":false}""")]
    [InlineData("""{"message":{"thinking":7},"done":false}""")]
    [InlineData("""{"message":{"content":"","tool_calls":{}},"done":false}""")]
    [InlineData("""{"message":7,"done":false}""")]
    [InlineData("""{"response":7,"done":false}""")]
    public async Task A_part_that_cannot_be_read_is_not_left_out(string line)
    {
        var run = await OllamaAnswers.ReadAsync([Encoding.UTF8.GetBytes($$$"""{"message":{"content":"Hel"},"done":false}{{{"\n" + line + "\n"}}}{"message":{"content":""},"done":true,"done_reason":"stop"}{{{"\n"}}}""")], stream: true);
        Assert.StartsWith("Failed BackendError", run.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_without_a_reason_is_an_end_and_no_reason_is_made_up()
    {
        var run = await OllamaAnswers.ReadAsync(["""{"message":{"role":"assistant","content":"Hi"},"done":true}"""u8.ToArray()], stream: false);
        Assert.StartsWith("Finished", run.Last, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Events, static happened => happened.StartsWith("ChoiceEnded", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(402, FailureKind.BackendError)]
    [InlineData(206, FailureKind.BackendError)]
    [InlineData(418, FailureKind.BackendError)]
    [InlineData(600, FailureKind.BackendError)]
    [InlineData(400, FailureKind.BackendRefused)]
    public void Only_known_statuses_are_the_clients(int status, FailureKind kind) => Assert.Equal(kind, OllamaErrors.Judge("upstream", status, "{}"u8).Kind);
}
