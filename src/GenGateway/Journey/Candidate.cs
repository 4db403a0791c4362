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
    public Candidate(IBackend backend, IEndpoint endpoint, string model, string shownModel, Deadlines deadlines)
    {
        Backend = backend;
        Endpoint = endpoint;
        Model = model;
        ShownModel = shownModel;
        CatalogueName = shownModel;
        Deadlines = deadlines;
        CatalogueName = shownModel;
        _modelJson = Quoted(model);
        _shownJson = Quoted(shownModel);
    }

    /// <summary>Who would do it.</summary>
    public IBackend Backend { get; }

    /// <summary>Where.</summary>
    public IEndpoint Endpoint { get; }

    /// <summary>The model's name there.</summary>
    public string Model { get; }

    /// <summary>The name that the answer carries.</summary>
    public string ShownModel { get; }

    /// <summary>The name under which lists show the model: <see cref="ShownModel"/>, unless the client chose another that means it.</summary>
    public string CatalogueName { get; init; }

    /// <summary>How long it may take.</summary>
    public Deadlines Deadlines { get; }

    /// <summary><see cref="Model"/> as a JSON string, quotes included, ready to be spliced into a body.</summary>
    public ReadOnlyMemory<byte> ModelJson => _modelJson;

    /// <summary><see cref="ShownModel"/> as a JSON string, quotes included.</summary>
    public ReadOnlyMemory<byte> ShownModelJson => _shownJson;

    private static byte[] Quoted(string text) => [(byte)'"', .. JsonEncodedText.Encode(text).EncodedUtf8Bytes, (byte)'"'];
}
