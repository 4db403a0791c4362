using System.Collections.Concurrent;
using GenGateway.Journey;

namespace GenGateway.Surfaces.WebUi;

/// <summary>The model that each key's requests mean that name none (<c>POST /sdapi/v1/options</c>). As long as the program runs. Thread safe.</summary>
/// <remarks>Callers without a key share one choice, as they share everything.</remarks>
public sealed class ChosenCheckpoints
{
    private readonly ConcurrentDictionary<string, string> _ofKeys = new();

    /// <summary>The caller's choice; null: none.</summary>
    public string? Of(Caller caller) => _ofKeys.GetValueOrDefault(caller.Key ?? "");

    /// <summary>Keeps a choice until the next one.</summary>
    public void Choose(Caller caller, string model) => _ofKeys[caller.Key ?? ""] = model;
}
