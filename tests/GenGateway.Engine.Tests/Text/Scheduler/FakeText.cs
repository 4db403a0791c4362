using GenGateway.Engine.Text.Scheduler;

namespace GenGateway.Engine.Tests.Text.Scheduler;

/// <summary>One letter per token; the last is a token without text, and what is left at the end is a mark.</summary>
internal sealed class FakeText(string atEnd = "") : ITextDecoder
{
    public const string Letters = "abcdefghijklmnopqrstuvwxyz_";

    public string Append(int id) => id < Letters.Length - 1 ? Letters[id].ToString() : "";

    public string Flush() => atEnd;
}
