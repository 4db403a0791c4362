using GenGateway.Engine.Runtime;
using GenGateway.Engine.Text.Loading;
using GenGateway.Engine.Text.Scheduler;
using GenGateway.Engine.Tokenizing;

namespace GenGateway.Engine.Text;

/// <summary>A language model in memory, with the one thread that computes it.</summary>
/// <remarks>
/// All members are thread-safe. Any number of generations may run; they are interleaved token by token. Disposing ends those that run
/// with <see cref="FinishReason.Failed"/> and waits, at most 30 s, for the step that is under way.
/// </remarks>
public sealed class TextModel : IDisposable
{
    private readonly TextScheduler _scheduler;
    private readonly IReadOnlySet<int> _endIds;

    private TextModel(DecoderFolder folder, OnnxDecoder decoder, TextModelOptions options)
    {
        Tokenizer = folder.Tokenizer;
        ChatTemplate = folder.TokenizerConfig.ChatTemplate;
        SpecialTokens = folder.TokenizerConfig.SpecialTokens;
        ContextLength = folder.Config.ContextLength;
        Defaults = folder.Defaults;
        _endIds = folder.EndIds;
        VocabularySize = decoder.VocabularySize;
        _scheduler = new TextScheduler(decoder, options.MaxRunning, options.MaxWaiting, "engine " + Path.GetFileName(Path.GetFullPath(folder.Folder)));
    }

    /// <summary>Turns text into the token ids that <see cref="Generate"/> takes.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The Jinja source of the model's chat template; null when the folder has none.</summary>
    public string? ChatTemplate { get; }

    /// <summary>Special tokens by role, such as <c>bos_token</c>, as chat templates expect them.</summary>
    public IReadOnlyDictionary<string, string> SpecialTokens { get; }

    /// <summary>Tokens that prompt and answer may have together.</summary>
    public int ContextLength { get; }

    /// <summary>Token ids are 0 to this less one: the width of the graph's logits, which may exceed the tokenizer's tokens.</summary>
    public int VocabularySize { get; }

    /// <summary>The sampling that the model's authors recommend; not applied by itself.</summary>
    public GenerationDefaults Defaults { get; }

    /// <summary>What the engine thread has done and holds.</summary>
    public EngineCounters Counters => _scheduler.Counters;

    /// <summary>Loads a decoder from a folder in the Hugging Face layout: config.json, tokenizer.json, model.onnx or onnx/model.onnx.</summary>
    /// <remarks>Blocks for the time of reading and preparing the weights; to be called off the threads that serve requests.</remarks>
    /// <param name="folder">Path of the folder.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ModelLoadException">A file is missing, damaged, or of a kind that the engine does not run.</exception>
    /// <exception cref="EngineUnavailableException">ONNX Runtime's native library could not be loaded.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static TextModel Load(string folder, TextModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new TextModelOptions();
        options.Validate();
        var library = OnnxRuntime.Require();
        var files = DecoderFolder.Read(folder);
        return new TextModel(files, LoadDecoder(library, files, options), options);
    }

    /// <summary>Begins a generation. Returns at once; the engine thread does the work.</summary>
    /// <param name="prompt">Token ids of the vocabulary, at least one and fewer than <see cref="ContextLength"/>; copied.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends it before its next step, as <see cref="TextGeneration.Cancel"/> does.</param>
    /// <exception cref="ArgumentException">The prompt is empty or has an id that is no token, or an option is out of range.</exception>
    /// <exception cref="PromptTooLongException">The prompt leaves no room in the context.</exception>
    /// <exception cref="EngineBusyException">As many generations wait as <see cref="TextModelOptions.MaxWaiting"/> allows.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public TextGeneration Generate(ReadOnlyMemory<int> prompt, TextOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new TextOptions();
        options.Validate(VocabularySize);
        CheckPrompt(prompt.Span);

        var room = ContextLength - prompt.Length;
        var ends = options.IgnoreEndTokens ? new HashSet<int>(options.StopTokenIds) : [.. _endIds, .. options.StopTokenIds];
        var specification = new SequenceSpecification(
            prompt.ToArray(), Math.Min(options.MaxTokens ?? room, room), ends, options.StopStrings, options.Sampling, new TokenizerText(Tokenizer));
        return new TextGeneration(_scheduler.Submit(specification, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _scheduler.Dispose();

    private static OnnxDecoder LoadDecoder(OrtLibrary library, DecoderFolder files, TextModelOptions options)
    {
        var path = files.Graph.Path;
        OrtSession session;
        try
        {
            session = new OrtSession(library, Path.GetFullPath(path), options.Threads == 0 ? Environment.ProcessorCount : options.Threads);
        }
        catch (OrtException exception)
        {
            throw new ModelLoadException(path, $"found a graph that cannot be loaded ({exception.Message}); expected a valid ONNX decoder", exception);
        }

        try
        {
            return new OnnxDecoder(session, DecoderGraph.Read(session, path, files.Config), files.Config.ContextLength);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void CheckPrompt(ReadOnlySpan<int> prompt)
    {
        if (prompt.IsEmpty)
        {
            throw new ArgumentException("The prompt has no tokens; at least one is needed.");
        }

        if (prompt.Length >= ContextLength)
        {
            throw new PromptTooLongException(prompt.Length, ContextLength);
        }

        foreach (var id in prompt)
        {
            if (id < 0 || id >= VocabularySize)
            {
                throw new ArgumentException($"The prompt has the token id {id}; the model has 0 to {VocabularySize - 1}.");
            }
        }
    }
}
