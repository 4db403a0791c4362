using GenGateway.Configuration;
using GenGateway.Engine.Runtime;
using GenGateway.Engine.Templating;
using GenGateway.Engine.Text;
using GenGateway.Engine.Text.Loading;
using GenGateway.Journey;
using Microsoft.Extensions.Logging;

namespace GenGateway.Backends.Onnx;

/// <summary>Finds the models of the embedded engine: every folder of a models path that is one becomes a backend of its own.</summary>
public static partial class OnnxModels
{
    /// <summary>Looks through the paths; a name found earlier hides the same name later.</summary>
    /// <param name="paths">Absolute folders that hold model folders; those that do not exist are passed over.</param>
    /// <param name="options">How every model is loaded.</param>
    /// <param name="logger">Hears of folders that are no models, and of damaged ones.</param>
    /// <returns>Backends in the order of their names. Not loaded until used.</returns>
    public static IReadOnlyList<OnnxBackend> Discover(IEnumerable<string> paths, TextModelOptions options, ILogger logger)
    {
        var off = OnnxRuntime.IsPresent(out var reason) ? null : reason;
        if (off is not null)
            Log.EngineOff(logger, off);

        var places = paths.ToArray();
        var found = new SortedDictionary<string, OnnxFolder>(StringComparer.Ordinal);
        // What begins with a dot is some tool's: a download under way, a version control's folder.
        foreach (var folder in places.SelectMany(place => Folders(place, logger)))
        {
            if (Path.GetFileName(folder).StartsWith('.') || found.ContainsKey(Path.GetFileName(folder)))
                continue;
            if (Inspect(folder, logger) is { } model)
                found.Add(model.Name, model);
        }

        if (found.Count == 0)
            Log.NoneFound(logger, string.Join(" or ", places));
        return [.. found.Values.Select(folder => new OnnxBackend(folder with { Fault = off ?? folder.Fault }, options, logger))];
    }

    /// <summary>A model that has an entry of its own.</summary>
    /// <param name="config">The entry; its name is the backend's, the first of its models (else the folder's name) the model's.</param>
    /// <param name="folder">The model's folder, absolute.</param>
    /// <param name="origin"><c>file</c> or <c>api</c>.</param>
    /// <param name="options">How models are loaded, where the entry says nothing else.</param>
    /// <param name="logger">Hears of a damaged one.</param>
    public static OnnxBackend Configured(BackendConfig config, string folder, string origin, TextModelOptions options, ILogger logger)
    {
        var found = Inspect(folder, logger) ?? new OnnxFolder(config.Name, folder, [Capability.Chat, Capability.Completion], default, "its folder holds no model");
        if (!OnnxRuntime.IsPresent(out var off))
            found = found with { Fault = off };
        var own = config.Onnx!;
        return new OnnxBackend(
            found with { Name = config.Models is [var model, ..] ? model.Id : found.Name },
            options with { MaxRunning = own.MaxSequences ?? options.MaxRunning, Threads = own.Threads == 0 ? options.Threads : own.Threads },
            logger)
        {
            Name = config.Name,
            Origin = origin,
            Enabled = config.Enabled,
        };
    }

    private static string[] Folders(string place, ILogger logger)
    {
        try
        {
            return Directory.Exists(place) ? Directory.GetDirectories(place) : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Log.NoFolders(logger, place, unreadable.Message);
            return [];
        }
    }

    private static OnnxFolder? Inspect(string folder, ILogger logger)
    {
        var name = Path.GetFileName(folder);
        try
        {
            if (!TextModelFolder.IsModel(folder, out var otherwise))
            {
                Log.NoModel(logger, name, otherwise);
                return null;
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Log.NoModel(logger, name, unreadable.Message);
            return null;
        }

        Capability[] capabilities = [Capability.Completion];
        string? fault = null;
        try
        {
            var model = TextModelFolder.Read(folder);
            if (ChatFormat.Of(model.ChatTemplate, model.SpecialTokens) is not null)
                capabilities = [Capability.Chat, Capability.Completion];
        }
        catch (Exception damaged)
        {
            // Whatever one folder holds, the others are served.
            // The capability is kept: who asks for the model is to hear why it does not answer, not that it cannot chat.
            capabilities = [Capability.Chat, Capability.Completion];
            fault = damaged switch
            {
                ModelLoadException => WithoutPath(damaged.Message, folder),
                TemplateSyntaxException => $"its chat template cannot be used: {damaged.Message}",
                _ => $"its files cannot be used: {WithoutPath(damaged.Message, folder)}",
            };
            Log.Damaged(logger, name, fault);
        }

        return new OnnxFolder(name, folder, capabilities, Directory.GetLastWriteTimeUtc(folder), fault);
    }

    /// <summary>Clients hear of the file, not of where it lies.</summary>
    internal static string WithoutPath(string message, string folder) => message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    // Event ids 6000–6099 are the discovery's.
    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Warning, "the embedded engine is off: {Reason}")]
        public static partial void EngineOff(ILogger logger, string reason);

        [LoggerMessage(6002, LogLevel.Information, "{Folder} is not a model: {Reason}")]
        public static partial void NoModel(ILogger logger, string folder, string reason);

        [LoggerMessage(6004, LogLevel.Warning, "the embedded engine has no model: there is none in {Places} (engine.models_path)")]
        public static partial void NoneFound(ILogger logger, string places);

        [LoggerMessage(6005, LogLevel.Warning, "{Place} cannot be searched for models: {Reason}")]
        public static partial void NoFolders(ILogger logger, string place, string reason);

        [LoggerMessage(6003, LogLevel.Warning, "model {Model} is out of service: {Reason}")]
        public static partial void Damaged(ILogger logger, string model, string reason);
    }
}
