using System.Text;
using GenGateway.Journey;
using GenGateway.Recording;

namespace GenGateway.Tests.Recording;

/// <summary>Records as tests make them.</summary>
internal static class Texts
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, 125, TimeSpan.Zero);

    public static string Of(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static Reservation Reservation(RecordId id, string prompt = "Say hi") => new()
    {
        Id = id,
        RequestId = "r" + id.Number,
        Surface = "openai.chat",
        Key = "alice",
        Model = "tiny-chat",
        Backend = "first",
        Created = Noon,
        Prompt = Encoding.UTF8.GetBytes(prompt),
    };

    public static Settlement Settlement(RecordId id, string response = "Hi!") => new()
    {
        Id = id,
        Status = RecordStatus.Succeeded,
        Created = Noon,
        Backend = "second",
        Attempts = 2,
        PromptTokens = 3,
        CompletionTokens = 0,
        Source = UsageSource.Reported,
        CostUsd = 0.25,
        DurationMs = 70,
        FirstTokenMs = 20,
        Response = Encoding.UTF8.GetBytes(response),
    };

    /// <summary>One whole record into the journal.</summary>
    public static RecordId Record(this Journal journal, string prompt = "Say hi", string response = "Hi!")
    {
        var id = journal.NextId();
        Assert.True(journal.Reserve(Reservation(id, prompt), out _));
        Assert.True(journal.Settle(Settlement(id, response)));
        return id;
    }
}
