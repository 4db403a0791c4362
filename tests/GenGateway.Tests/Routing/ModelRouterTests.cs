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

    [Theory]
    [InlineData("spare/*")]
    [InlineData("org/qwen")]
    [InlineData("tiny-*")]
    public void Without_a_model_a_key_gets_the_first_that_it_may_use(string allowed)
    {
        var caller = new Caller("k", null) { Models = [allowed] };
        foreach (var model in new[] { "llama3", "gpt2", "alias" })
        {
            var settings = new RoutingSettings
            {
                DefaultModels = new Dictionary<Capability, string> { [Capability.Chat] = allowed == "spare/*" ? "org/qwen" : model },
                Aliases = new Dictionary<string, string> { ["alias"] = "studio/llama3" },
            };
            Assert.True(new ModelRouter([Studio, Spare, Shipped], settings).Resolve(Requests.Chat(caller: caller)).TryGet(out var candidates, out var failure), failure?.Message);
            var only = Assert.Single(candidates!);
            Assert.True(caller.MayUse(only.ShownModel, only.Model, only.Backend.Name));
        }

        Assert.True(new ModelRouter([Studio, Spare, Shipped], RoutingSettings.Default).Resolve(Requests.Chat(caller: caller)).TryGet(out _, out _));
    }

    [Fact]
    public void Without_a_model_a_key_that_may_use_the_default_gets_it_by_whatever_name()
    {
        var settings = new RoutingSettings { DefaultModels = new Dictionary<Capability, string> { [Capability.Chat] = "alias" }, Aliases = new Dictionary<string, string> { ["alias"] = "studio/org/qwen" } };
        foreach (var allowed in new[] { "alias", "org/*", "studio/org/qwen" })
        {
            Assert.True(new ModelRouter([Studio, Shipped], settings).Resolve(Requests.Chat(caller: new Caller("k", null) { Models = [allowed, "tiny-chat"] })).TryGet(out var candidates, out _));
            Assert.Equal("org/qwen", candidates[0].Model);
        }
    }

    [Fact]
    public void Without_a_model_a_key_that_may_use_none_is_told_no_names()
    {
        var settings = new RoutingSettings { DefaultModels = new Dictionary<Capability, string> { [Capability.Chat] = "llama3" } };
        foreach (var router in new[] { new ModelRouter([Studio, Shipped], settings), new ModelRouter([Studio, Shipped], RoutingSettings.Default) })
        {
            Assert.False(router.Resolve(Requests.Chat(caller: new Caller("k", null) { Models = ["nothing"] })).TryGet(out _, out var failure));
            Assert.Equal((FailureKind.ModelNotFound, "model"), (failure!.Kind, failure.Param));
            foreach (var name in new[] { "llama3", "tiny-chat", "qwen", "default_models" })
                Assert.DoesNotContain(name, failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("spare/llama3", "llama3")]
    [InlineData("llama3", "llama3")]
    [InlineData("studio/org/qwen", "org/qwen")]
    public void A_candidate_knows_the_name_that_lists_show(string asked, string listed)
    {
        Assert.True(new ModelRouter([Studio, Spare], RoutingSettings.Default).Resolve(Requests.Chat(asked)).TryGet(out var candidates, out _));
        Assert.Equal((asked, listed), (candidates[0].ShownModel, candidates[0].CatalogueName));
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
