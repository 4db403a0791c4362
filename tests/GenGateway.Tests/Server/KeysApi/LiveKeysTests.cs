using GenGateway.Admission;
using GenGateway.Admission.Keys;
using GenGateway.Configuration;
using GenGateway.Server.KeysApi;
using GenGateway.Tests.Configuration;
using GenGateway.Tests.Surfaces;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Server.KeysApi;

public sealed class LiveKeysTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly KeyRing _ring;
    private readonly LiveKeys _live;

    public LiveKeysTests()
    {
        var auth = _place.Config().Auth;
        _ring = new KeyRing(auth);
        _live = new LiveKeys(_ring, auth, NullLogger<LiveKeys>.Instance);
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Keys_of_file_and_database_count_together_and_whoever_needs_them_is_told()
    {
        ApiKeySet? told = null;
        _live.Changed += all => told = all;
        _live.UseStored([Key("stored")]);
        _live.UseFile(_place.Yaml("auth: {api_keys: [{name: filed, key: filed-text}]}").Config().Auth);
        Assert.Equal(("stored", "filed"), (_ring.Find("stored-text")?.Name, _ring.Find("filed-text")?.Name));
        Assert.Equal(2, told!.Count);
        _live.UseFile(_place.Yaml("").Config().Auth);
        Assert.Equal(("stored", null), (_ring.Find("stored-text")?.Name, _ring.Find("filed-text")?.Name));
    }

    [Fact]
    public void A_configured_key_takes_the_place_of_a_stored_one_of_its_name()
    {
        _live.UseStored([Key("same")]);
        _live.UseFile(_place.Yaml("auth: {api_keys: [{name: same, key: filed-text}]}").Config().Auth);
        Assert.Null(_ring.Find("same-text"));
        Assert.NotNull(_ring.Find("filed-text"));
    }

    [Fact]
    public void Keys_that_are_revoked_or_gone_from_the_database_open_nothing()
    {
        Assert.False(_ring.Asks);
        _live.UseStored([Key("a") with { RevokedAt = FixedClock.Start }]);
        Assert.True(_ring.Asks);
        _live.UseStored([]);
        Assert.True(_ring.Asks);
        Assert.True(_live.HasStored);
    }

    [Fact]
    public void A_database_that_does_not_answer_may_have_keys_until_it_says_that_it_has_none()
    {
        _live.AskAnyway();
        Assert.True(_ring.Asks);
        _live.UseStored([]);
        Assert.False(_ring.Asks);
    }

    private static StoredKey Key(string name) => new()
    {
        Id = name,
        Name = name,
        Sha256 = ApiKey.From(new Secret($"{name}-text"), default).HashText(),
        Scopes = ["generate"],
        CreatedAt = FixedClock.Start,
    };
}
