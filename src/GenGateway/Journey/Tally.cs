using System.Text;

namespace GenGateway.Journey;

/// <summary>What was seen of one answer. Records, logs and metrics read this and nothing else.</summary>
/// <remarks>Written by the attempt that reads the events; read after the answer ended, or for display while it grows.</remarks>
public sealed class Tally(TimeProvider clock)
{
    private long _firstContent;

    /// <summary>Deltas with content.</summary>
    public int Deltas { get; private set; }

    /// <summary>UTF-8 bytes of text seen.</summary>
    public long Bytes { get; private set; }

    /// <summary>What the backend counted; null: unknown.</summary>
    public Usage? Usage { get; private set; }

    /// <summary>Whether the answer came to its end.</summary>
    public bool Finished { get; private set; }

    /// <summary>The clock's timestamp of the first content, or null.</summary>
    public long? FirstContent => Deltas == 0 ? null : _firstContent;

    /// <summary>Counts one event.</summary>
    public void Add(GenerationEvent happened)
    {
        switch (happened)
        {
            case GenerationEvent.TextDelta delta:
                if (Deltas++ == 0)
                    _firstContent = clock.GetTimestamp();
                Bytes += Encoding.UTF8.GetByteCount(delta.Text);
                break;
            case GenerationEvent.UsageReported reported:
                Usage = reported.Usage;
                break;
            case GenerationEvent.Finished:
                Finished = true;
                break;
        }
    }
}
