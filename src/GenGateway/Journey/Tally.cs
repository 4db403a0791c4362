using System.Text;

namespace GenGateway.Journey;

/// <summary>What was seen of one answer, in whichever lane. Records, logs and metrics read this and nothing else.</summary>
/// <remarks>Written by the attempt that reads the answer; read after the answer ended, or for display while it grows.</remarks>
public sealed class Tally(TimeProvider clock, TallyText? text = null)
{
    private long _firstContent;

    /// <summary>Frames or events with content.</summary>
    public int Deltas { get; private set; }

    /// <summary>UTF-8 bytes of text seen.</summary>
    public long Bytes { get; private set; }

    /// <summary>What is known of the tokens; null: unknown.</summary>
    public Usage? Usage { get; private set; }

    /// <summary>Whether there was content that is no text: thoughts, calls, vectors.</summary>
    public bool HasOther { get; private set; }

    /// <summary>Pictures delivered.</summary>
    public int Images { get; private set; }

    /// <summary>Choices seen: the highest index, plus one.</summary>
    public int Choices { get; private set; }

    /// <summary>Choices that came to an end.</summary>
    public int Ended { get; private set; }

    /// <summary>Whether every choice that began has ended.</summary>
    public bool AllEnded => Ended > 0 && Ended >= Choices;

    /// <summary>Whether the answer came to its end.</summary>
    public bool Finished { get; private set; }

    /// <summary>The clock's timestamp of the first content, or null.</summary>
    public long? FirstContent => Deltas == 0 ? null : _firstContent;

    /// <summary>The answer's text, where it is kept for the record.</summary>
    public TallyText? Text => text;

    /// <summary>What the first choice begins with before anything of it was seen; null: nothing, or it was counted.</summary>
    public string? Lead { get; set; }

    /// <summary>Counts <see cref="Lead"/>, once: the first choice was seen, and its text comes next.</summary>
    public void AddLead()
    {
        if (Lead is not { } lead)
            return;
        Lead = null;
        AddText(lead);
    }

    /// <summary>Takes over the text of an earlier part of the same answer.</summary>
    internal void GoOn(Tally earlier)
    {
        Bytes = earlier.Bytes;
        if (text is null || earlier.Text is not { Length: > 0 and var length } kept)
            return;
        kept.Written.CopyTo(text.GetSpan(length));
        text.Advance(length);
    }

    /// <summary>Counts one event.</summary>
    public void Add(GenerationEvent happened)
    {
        switch (happened)
        {
            case GenerationEvent.TextDelta delta:
                AddChoice(delta.Choice);
                AddText(delta.Text);
                AddDelta();
                break;
            case GenerationEvent.ReasoningDelta delta:
                AddChoice(delta.Choice);
                AddOther();
                AddDelta();
                break;
            case GenerationEvent.ToolCallDelta delta:
                AddChoice(delta.Choice);
                AddOther();
                AddDelta();
                break;
            case GenerationEvent.Embedded:
                AddOther();
                AddDelta();
                break;
            case GenerationEvent.ImageMade made:
                AddChoice(made.Index);
                AddOther();
                AddImages(1);
                AddDelta();
                AddEnd();
                AddLink(made.Link);
                break;
            // A client has seen it: from there on nobody else makes another picture.
            case GenerationEvent.ImagePreviewed:
                AddOther();
                AddDelta();
                break;
            case GenerationEvent.ChoiceEnded:
                AddEnd();
                break;
            case GenerationEvent.UsageReported reported:
                AddUsage(reported.Usage);
                break;
            case GenerationEvent.Finished:
                Finish();
                break;
        }
    }

    /// <summary>Counts text, and keeps it where that is wanted.</summary>
    public void AddText(string delta)
    {
        var bytes = Encoding.UTF8.GetByteCount(delta);
        Bytes += bytes;
        if (text is null)
            return;
        text.Advance(Encoding.UTF8.GetBytes(delta, text.GetSpan(bytes)));
    }

    /// <summary>Text that was counted last and is no part of the answer: a stop text that its server sent along.</summary>
    public void TakeBack(string last)
    {
        var bytes = Encoding.UTF8.GetByteCount(last);
        Bytes -= bytes;
        text?.TakeBack(bytes);
    }

    // The record of pictures has their links, one a line.
    private void AddLink(string? link)
    {
        if (link is not null)
            AddText(Bytes == 0 ? link : "\n" + link);
    }

    /// <summary>Counts one frame with content.</summary>
    public void AddDelta()
    {
        if (Deltas++ == 0)
            _firstContent = clock.GetTimestamp();
    }

    /// <summary>There was content that is no text.</summary>
    public void AddOther() => HasOther = true;

    /// <summary>Counts text, UTF-8, already written to <see cref="Text"/> where that is kept.</summary>
    public void AddBytes(int bytes) => Bytes += bytes;

    /// <summary>Counts delivered pictures; limits and prices of pictures hold by this number.</summary>
    public void AddImages(int images) => Images += images;

    /// <summary>A choice was seen.</summary>
    public void AddChoice(int index) => Choices = Math.Max(Choices, index + 1);

    /// <summary>A choice ended.</summary>
    public void AddEnd() => Ended++;

    /// <summary>The last usage told is the one that holds.</summary>
    public void AddUsage(Usage usage) => Usage = usage;

    /// <summary>The answer is whole.</summary>
    public void Finish() => Finished = true;
}
