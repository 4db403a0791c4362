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
    public void A_default_that_nobody_serves_is_an_error_that_names_the_setting_and_is_told_beforehand()
    {
        var router = new ModelRouter([Studio, Shipped], new RoutingSettings { DefaultModels = new Dictionary<Capability, string> { [Capability.Chat] = "gpt2" } });

        Assert.False(router.Resolve(Requests.Chat()).TryGet(out _, out var failure));
        Assert.Equal(FailureKind.ModelNotFound, failure!.Kind);
        Assert.Contains("routing.default_models.chat", failure.Message, StringComparison.Ordinal);
        var told = Assert.Single(router.UnservedDefaults());
        Assert.Contains("routing.default_models.chat is 'gpt2'", told, StringComparison.Ordinal);
        Assert.Contains("llama3", told, StringComparison.Ordinal);
        Assert.DoesNotContain("default_models", Refused(Requests.Chat("gpt2"), Studio).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_default_that_yields_holds_where_it_is_served_and_gives_way_where_it_is_not()
    {
        static RoutingSettings Settings(string model) => new() { DefaultModels = new Dictionary<Capability, string> { [Capability.Chat] = model }, YieldingDefaults = [Capability.Chat] };

        Assert.True(new ModelRouter([Studio, Shipped], Settings("gpt2")).Resolve(Requests.Chat()).TryGet(out var instead, out _));
        Assert.Equal("llama3", instead[0].Model);
        Assert.True(new ModelRouter([Studio, Shipped], Settings("tiny-chat")).Resolve(Requests.Chat()).TryGet(out var served, out _));
        Assert.Equal("tiny-chat", served[0].Model);
    }

    [Fact]
    public void A_key_learns_no_names_of_models_that_it_may_not_use()
    {
        var failure = Refused(Requests.Chat("gpt-4", caller: new Caller("k", null) { Models = ["tiny-*"] }), Shipped, Studio);

        Assert.Contains("tiny-chat", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("llama3", failure.Message, StringComparison.Ordinal);
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
