using System.Text.Json;

namespace GenGateway.Journey;

/// <summary>One way to serve a request. Made when routes are made, shared by all requests.</summary>
public sealed class Candidate
{
    private readonly byte[] _modelJson;
    private readonly byte[] _shownJson;

    /// <param name="backend">Who would do it.</param>
    /// <param name="endpoint">Where.</param>
    /// <param name="model">The model's name there.</param>
    /// <param name="shownModel">The name that the answer carries: the client's own for the model it asked for.</param>
    /// <param name="deadlines">How long it may take.</param>
    /// <param name="health">The endpoint's account; null: nobody keeps one.</param>
    public Candidate(IBackend backend, IEndpoint endpoint, string model, string shownModel, Deadlines deadlines, IEndpointHealth? health = null)
    {
        Backend = backend;
        Endpoint = endpoint;
        Model = model;
        ShownModel = shownModel;
        CatalogueName = shownModel;
        IsModelUnlisted = model == ModelEntry.Unlisted(backend.Name);
        Deadlines = deadlines;
        Account = health;
        _modelJson = Quoted(model);
        _shownJson = Quoted(shownModel);
    }

    /// <summary>Who would do it.</summary>
    public IBackend Backend { get; }

    /// <summary>Where.</summary>
    public IEndpoint Endpoint { get; }

    /// <summary>The model's name there.</summary>
    public string Model { get; }

    /// <summary>Whether the backend lists no models, so that <see cref="Model"/> means nothing to it.</summary>
    public bool IsModelUnlisted { get; }

    /// <summary>The name that the answer carries.</summary>
    public string ShownModel { get; }

    /// <summary>The name under which lists show the model: <see cref="ShownModel"/>, unless the client chose another that means it.</summary>
    public string CatalogueName { get; init; }

    /// <summary>Counts tokens where the backend tells no usage; null: then it is unknown.</summary>
    public ITextCounter? Counter { get; init; }

    /// <summary>How long it may take.</summary>
    public Deadlines Deadlines { get; }

    /// <summary>Attempts after the first at this backend for one request, at least 0 (<c>retry_count</c>).</summary>
    public int RetryCount { get; init; }

    /// <summary>Whether a chat that breaks here after its first content is to go on elsewhere (<c>on_stream_break: continue</c>).</summary>
    public bool ContinuesOnBreak { get; init; }

    /// <summary>The endpoint's account; null: nobody keeps one.</summary>
    public IEndpointHealth? Account { get; }

    /// <summary>Whether something new may go there now.</summary>
    public bool Accepts => Account?.Accepts(Model) ?? Endpoint.Unhealthy is null;

    /// <summary>Why not; null: it may by now.</summary>
    public Obstacle? Obstacle => Account is not null ? Account.ObstacleTo(Model) : Endpoint.Unhealthy is { } reason ? new(reason) : null;

    /// <summary>Asks for leave to begin an attempt there.</summary>
    /// <param name="ticket">For the attempt, which gives it back.</param>
    /// <returns>False: it went out of service meanwhile, or another attempt is its trial.</returns>
    public bool TryEnter(out int ticket)
    {
        ticket = 0;
        return Account is null || (ticket = Account.Enter()) > 0;
    }

    /// <summary><see cref="Model"/> as a JSON string, quotes included, ready to be spliced into a body.</summary>
    public ReadOnlyMemory<byte> ModelJson => _modelJson;

    /// <summary><see cref="ShownModel"/> as a JSON string, quotes included.</summary>
    public ReadOnlyMemory<byte> ShownModelJson => _shownJson;

    private static byte[] Quoted(string text) => [(byte)'"', .. JsonEncodedText.Encode(text).EncodedUtf8Bytes, (byte)'"'];
}
