using System.Runtime.CompilerServices;
using System.Text;
using GenGateway.Engine.Templating.Nodes;
using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating;

/// <summary>One rendering: its scopes, what it has written, and how much it may still do. Used by one thread.</summary>
internal sealed class RenderState
{
    /// <summary>The longest text, whether written or held in a variable.</summary>
    public const int MostText = 4 * 1024 * 1024;

    // All loops together, and all texts and lists that are made or walked through: bounds time and memory, far above what a chat needs.
    private const int MostIterations = 1_000_000;
    private const long MostMade = 256L * 1024 * 1024;

    private StringBuilder _output = new();
    private int _iterations;
    private long _made;

    public RenderState(DictValue variables)
    {
        Scope = new Scope(null);
        foreach (var (name, value) in variables.Entries) Scope.Set((string)name!, value);
    }

    public Scope Scope { get; private set; }

    /// <summary>The line of the statement at work, for messages.</summary>
    public int Line { get; set; }

    public string Text => _output.ToString();

    /// <summary>Fails with words instead of overflowing the stack.</summary>
    public static void GuardStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new TemplateException("nested too deeply");
    }

    public void Write(string text)
    {
        if (_output.Length + text.Length > MostText) throw new TemplateException($"the text grows beyond {MostText} characters");
        _output.Append(text);
    }

    public void CountIteration()
    {
        if (++_iterations > MostIterations) throw new TemplateException($"more than {MostIterations} loop iterations");
    }

    /// <summary>Counts a text or list before it is made.</summary>
    public void Make(long length)
    {
        _made += length;
        if (length > MostText || _made > MostMade) throw new TemplateException($"a text or list grows beyond {MostText} entries, or all together beyond {MostMade}");
    }

    /// <summary>Counts a value that is about to be walked through.</summary>
    public void Touch(object? value)
    {
        _made += value switch
        {
            string text => text.Length,
            ISequenceValue sequence => sequence.Items.Count,
            DictValue dictionary => dictionary.Count,
            _ => 1,
        };
        Make(0);
    }

    public Flow Run(IReadOnlyList<Statement> body)
    {
        GuardStack();
        foreach (var statement in body)
        {
            Line = statement.Line;
            if (statement.Run(this) is var flow and not Flow.Next) return flow;
        }

        return Flow.Next;
    }

    /// <summary>Runs <paramref name="body"/> in a scope of its own; what it sets does not outlive it.</summary>
    public Flow RunScoped(IReadOnlyList<Statement> body, Action<Scope> prepare)
    {
        var outer = Scope;
        Scope = new Scope(outer);
        try
        {
            prepare(Scope);
            return Run(body);
        }
        finally
        {
            Scope = outer;
        }
    }

    /// <summary>What <paramref name="body"/> writes, instead of writing it.</summary>
    public string Capture(IReadOnlyList<Statement> body, out Flow flow)
    {
        var outer = _output;
        _output = new StringBuilder();
        try
        {
            flow = RunScoped(body, _ => { });
            Make(_output.Length);
            return _output.ToString();
        }
        finally
        {
            _output = outer;
        }
    }
}
