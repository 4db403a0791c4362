using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

internal static class Requests
{
    public static GenerationRequest Chat(string? model = null, string? backend = null, bool stream = false, GenerationTask? task = null, long arrived = 0, Caller? caller = null) => new()
    {
        Id = "r",
        Surface = "test",
        Caller = caller ?? new Caller(null, null),
        Model = model,
        Backend = backend,
        Stream = stream,
        Arrived = arrived,
        Capability = Capability.Chat,
        Source = new GivenTask(task ?? new ChatTask([new ChatMessage("user", "hello")], new TextParameters())),
    };
}
