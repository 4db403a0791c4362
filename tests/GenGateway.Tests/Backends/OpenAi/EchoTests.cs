using System.Text;
using GenGateway.Backends.OpenAi;
using GenGateway.Journey;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>Where the gateway echoes the prompt itself: what is recorded is what the client reads.</summary>
public sealed class EchoTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_recorded_text_begins_with_the_prompt_as_the_answer_does(bool stream)
    {
        var attempt = AnswerRun.Attempt(Requests.Chat("m", stream: stream));
        using var owned = attempt;
        var packets = stream
            ? new[] { """data: {"choices":[{"index":0,"text":" upon"}]}""" + "\n\n", """data: {"choices":[{"index":0,"text":" a time","finish_reason":"stop"}]}""" + "\n\ndata: [DONE]\n\n" }
            : ["""{"choices":[{"index":0,"text":" upon a time","finish_reason":"stop"}]}"""];

        var events = await ReadAsync(attempt, packets, stream, 1);

        Assert.Equal("Once0 upon a time", Remotes.TextOf(events, 0));
        Assert.Equal("Once0 upon a time", Encoding.UTF8.GetString(attempt.Tally.Text!.Written));
        Assert.Equal("Once0 upon a time".Length, attempt.Tally.Bytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_several_choices_the_first_ones_text_is_recorded_with_its_prompt_and_no_others(bool stream)
    {
        var attempt = AnswerRun.Attempt(Requests.Chat("m", stream: stream));
        using var owned = attempt;
        var packets = stream
            ? new[] { """data: {"choices":[{"index":1,"text":" b","finish_reason":"stop"}]}""" + "\n\n", """data: {"choices":[{"index":0,"text":" a","finish_reason":"stop"}]}""" + "\n\ndata: [DONE]\n\n" }
            : ["""{"choices":[{"index":1,"text":" b","finish_reason":"stop"},{"index":0,"text":" a","finish_reason":"stop"}]}"""];

        var events = await ReadAsync(attempt, packets, stream, 2);

        Assert.Equal(("Once0 a", "Once1 b"), (Remotes.TextOf(events, 0), Remotes.TextOf(events, 1)));
        Assert.Equal("Once0 a", Encoding.UTF8.GetString(attempt.Tally.Text!.Written));
    }

    private static async Task<IReadOnlyList<GenerationEvent>> ReadAsync(Attempt attempt, string[] packets, bool stream, int choices)
    {
        var bytes = new PacketStream(packets.Select(Encoding.UTF8.GetBytes));
        var decoder = new AnswerDecoder("upstream", attempt.Tally, choices, static choice => $"Once{choice}");
        Generation generation = stream
            ? new StreamGeneration(new HttpResponseMessage(), bytes, attempt, 1 << 20, decoder)
            : new WholeGeneration(new HttpResponseMessage { Content = new StreamContent(bytes) }, attempt, Remotes.Limits, decoder);
        var events = new List<GenerationEvent>();
        await using (generation)
        {
            await foreach (var happened in generation.ReadAsync(attempt.Token))
                events.Add(happened);
        }

        Assert.IsType<GenerationEvent.Finished>(events[^1]);
        return events;
    }
}
