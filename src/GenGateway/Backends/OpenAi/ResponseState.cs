using System.Text;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>What is known of one relayed response while it is read. One owner.</summary>
/// <param name="attempt">Whose answer it is.</param>
internal sealed class ResponseState(Attempt attempt)
{
    // An id that is longer is none that a client could send back.
    private const int LongestId = 512;

    private readonly ResponseTerms _terms = attempt.Request.Terms ?? new ResponseTerms(null, null);

    /// <summary>Counts what is seen.</summary>
    public Tally Tally => attempt.Tally;

    /// <summary>The response that it must go on from, UTF-8; null: none.</summary>
    public byte[]? Previous { get; } = attempt.Request.Terms?.Previous is { } previous ? Encoding.UTF8.GetBytes(previous) : null;

    /// <summary>Whether it said that it does.</summary>
    public bool GoesOn { get; set; }

    /// <summary>Whether text, thoughts or calls came in pieces: then the whole response at the end tells nothing new.</summary>
    public bool HasPieces { get; set; }

    /// <summary>Whether its id is wanted.</summary>
    public bool IsKept => _terms.IsKept;

    /// <summary>An event goes out.</summary>
    public void Count(in ResponseFacts facts)
    {
        if (facts.Sequence is { } sequence and < int.MaxValue)
            _terms.NextSequence = sequence + 1;
    }

    /// <summary>Nothing of it was, or will be, given.</summary>
    public void Forget() => _terms.NextSequence = 0;

    /// <summary>It is whole: counted, not kept yet.</summary>
    public void End(in ResponseFacts facts)
    {
        Tally.AddChoice(0);
        Tally.AddEnd();
        if (facts.Usage is { } usage)
            Tally.AddUsage(usage);
    }

    /// <summary>Keeps it as the client gets it.</summary>
    /// <param name="id">Its id; null: nobody could ask for it.</param>
    /// <param name="content">The response object, the caller's; copied.</param>
    public void Keep(string? id, ReadOnlySpan<byte> content)
    {
        if (IsKept && id is { Length: > 0 and <= LongestId })
            _terms.Keep(new RelayedResponse(id, attempt.Candidate.Backend.Name, content.ToArray()));
    }
}
