namespace GenGateway.TestKit.Ollama;

/// <summary>The models that are installed, and those of them that are loaded. Thread-safe.</summary>
internal sealed class OllamaShelf
{
    private readonly Lock gate = new();
    private readonly List<string> loaded = [];
    private IReadOnlyList<OllamaModel> models = [new("tiny-text", "completion"), new("tiny-tools", "completion", "tools"), new("tiny-think", "completion", "thinking")];

    public IReadOnlyList<OllamaModel> Models
    {
        get
        {
            lock (gate)
                return models;
        }

        set
        {
            lock (gate)
                models = value;
        }
    }

    /// <summary>The loaded ones, in the order they were installed.</summary>
    public IReadOnlyList<OllamaModel> Running
    {
        get
        {
            lock (gate)
                return [.. models.Where(model => loaded.Contains(model.FullName))];
        }
    }

    public OllamaModel? Find(string name) => name.Length == 0 ? null : Models.FirstOrDefault(model => model.FullName == OllamaModel.Tagged(name));

    public void Load(OllamaModel model, bool unload)
    {
        lock (gate)
        {
            loaded.Remove(model.FullName);
            if (!unload)
                loaded.Add(model.FullName);
        }
    }

    /// <summary>In place of one of the same name, if there is one.</summary>
    public void Install(OllamaModel model)
    {
        lock (gate)
            models = [.. models.Where(known => known.FullName != model.FullName), model];
    }

    public void Delete(OllamaModel model)
    {
        lock (gate)
            models = [.. models.Where(known => known != model)];
    }
}
