using System.Text;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Writing;

/// <summary>The thoughts of one choice as its events tell them, stretch by stretch.</summary>
internal sealed class SealedThoughts
{
    private readonly StringBuilder _open = new();
    private readonly List<Thought> _thoughts = [];

    /// <summary>Whether any has a seal: without one there is nothing that a backend wants back.</summary>
    public bool HasSeal { get; private set; }

    /// <summary>All so far, what is not sealed last.</summary>
    public IReadOnlyList<Thought> All => _open.Length == 0 ? _thoughts : [.. _thoughts, new Thought(_open.ToString())];

    public void Add(string text) => _open.Append(text);

    /// <summary>The stretch is complete.</summary>
    public Thought Sign(string signature)
    {
        var signed = new Thought(_open.ToString(), signature);
        _open.Clear();
        return Keep(signed);
    }

    /// <summary>A stretch that only its backend reads; text before it that nobody signed stays what it is.</summary>
    public Thought Seal(string data)
    {
        if (_open.Length > 0)
        {
            _thoughts.Add(new Thought(_open.ToString()));
            _open.Clear();
        }

        return Keep(new Thought("", Sealed: data));
    }

    private Thought Keep(Thought thought)
    {
        HasSeal = true;
        _thoughts.Add(thought);
        return thought;
    }
}
