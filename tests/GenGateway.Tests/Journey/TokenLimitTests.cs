using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

public sealed class TokenLimitTests
{
    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, true, false)]
    public void Only_a_stream_of_tokens_is_waited_for_by_the_token(bool isStreamed, bool isForPictures, bool isTimed)
    {
        var request = new GenerationRequest
        {
            Id = "r",
            Surface = "test",
            Caller = new Caller(null, null),
            Stream = isStreamed,
            Images = isForPictures ? new ImageDelivery(null, "http://127.0.0.1") : null,
            Capability = isForPictures ? Capability.Image : Capability.Chat,
            Source = new GivenTask(new ImageTask(ImageWork.Generate, "a cat")),
        };
        using var attempt = Attempts.At(new FakeBackend("b", "m"), request, new TestEntry(request), TestContext.Current.CancellationToken);

        attempt.Waiting();

        Assert.Equal(isTimed, attempt.Due != long.MaxValue);
    }
}
