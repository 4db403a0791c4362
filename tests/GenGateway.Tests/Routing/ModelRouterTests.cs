using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Routing;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Routing;

public sealed class ModelRouterTests
{
    private static readonly FakeBackend Shipped = new("tiny-chat", "tiny-chat");
    private static readonly FakeBackend Studio = new("studio", "llama3", "org/qwen");
    private static readonly FakeBackend Spare = new("spare", "llama3");

    [Fact]
    public void A_model_is_served_by_every_backend_that_has_it_in_order() =>
        Assert.Equal(["studio", "spare"], Resolve(Requests.Chat("llama3"), Shipped, Studio, Spare));

    [Fact]
    public void A_model_name_may_hold_slashes() =>
        Assert.Equal(["studio"], Resolve(Requests.Chat("org/qwen"), Shipped, Studio, Spare));

    [Fact]
    public void Backend_slash_model_chooses_the_backend() =>
        Assert.Equal(["spare"], Resolve(Requests.Chat("spare/llama3"), Shipped, Studio, Spare));

    [Fact]
    public void Backend_slash_model_also_finds_a_model_with_slashes() =>
        Assert.Equal(["studio"], Resolve(Requests.Chat("studio/org/qwen"), Shipped, Studio, Spare));

    [Fact]
    public void An_explicit_backend_is_the_only_candidate() =>
        Assert.Equal(["spare"], Resolve(Requests.Chat("llama3", "spare"), Shipped, Studio, Spare));

    [Fact]
    public void Without_a_model_the_first_backend_serves_and_the_shipped_ones_come_last() =>
        Assert.Equal(["studio", "spare"], Resolve(Requests.Chat(), Shipped, Studio, Spare));

    [Fact]
    public void Without_any_other_the_shipped_model_is_the_default() =>
        Assert.Equal(["tiny-chat"], Resolve(Requests.Chat(), Shipped));

    [Fact]
    public void A_configured_default_wins()
    {
        var router = new ModelRouter([Studio, Shipped], new RoutingSettings { DefaultModels = new Dictionary<Capability, string> { [Capability.Chat] = "tiny-chat" } });

        Assert.True(router.Resolve(Requests.Chat()).TryGet(out var candidates, out _));
        Assert.Equal("tiny-chat", candidates[0].Model);
    }

    [Fact]
    public void An_unknown_model_is_an_error_and_never_some_other_model()
    {
        var failure = Refused(Requests.Chat("gpt-4"), Shipped, Studio);

        Assert.Equal(FailureKind.ModelNotFound, failure.Kind);
        Assert.Equal("model", failure.Param);
        Assert.Contains("llama3", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_backend_is_an_error() =>
        Assert.Equal(FailureKind.BackendNotFound, Refused(Requests.Chat("llama3", "nobody"), Studio).Kind);

    [Fact]
    public void A_model_without_the_capability_says_what_it_lacks()
    {
        var failure = Refused(Requests.Chat("base"), new FakeBackend("b", "base") { Capabilities = [Capability.Completion] });

        Assert.Equal(FailureKind.InvalidValue, failure.Kind);
        Assert.Contains("chat", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unhealthy_backends_are_left_out() =>
        Assert.Equal(["spare"], Resolve(Requests.Chat("llama3"), new FakeBackend("sick", "llama3") { Unhealthy = "broken" }, Spare));

    [Fact]
    public void A_model_that_only_sick_backends_serve_is_out_of_service_with_the_reason()
    {
        var failure = Refused(Requests.Chat("llama3"), new FakeBackend("sick", "llama3") { Unhealthy = "model.onnx is missing" });

        Assert.Equal(FailureKind.NoHealthyBackends, failure.Kind);
        Assert.Contains("model.onnx is missing", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.RetryAfter);
    }

    private static string[] Resolve(GenerationRequest request, params FakeBackend[] backends)
    {
        Assert.True(new ModelRouter(backends, RoutingSettings.Default).Resolve(request).TryGet(out var candidates, out var failure), failure?.Message);
        return [.. candidates!.Select(candidate => candidate.Backend.Name)];
    }

    private static Failure Refused(GenerationRequest request, params FakeBackend[] backends)
    {
        Assert.False(new ModelRouter(backends, RoutingSettings.Default).Resolve(request).TryGet(out _, out var failure));
        return failure;
    }
}
