using System.Text.Json;
using GenGateway.Backends.Masks;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.TestKit.Pictures;

namespace GenGateway.Tests.Backends.Masks;

public sealed class MaskPicturesTests : IAsyncDisposable
{
    private const int Width = 19;
    private const int Height = 11;

    private readonly MemoryBudget _memory = new(1 << 20);
    private readonly ImagingWorker _worker;
    private readonly MaskPictures _masks;

    public MaskPicturesTests()
    {
        _worker = new ImagingWorker(_memory);
        _masks = new MaskPictures(_worker);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    [Fact]
    public async Task What_is_clear_becomes_white_and_what_is_opaque_black()
    {
        using var masked = await WhiteAsync(Edit(Picture()) with { Mask = new ImageMask(Input(FakePng.Of(Width, Height, 2, AlphaAt)), IsAlpha: true) });

        var mask = masked.Task.Mask!;
        Assert.False(mask.IsAlpha);
        var (grey, channels) = FakePngReader.Samples(mask.Image.Bytes.ToArray());
        Assert.Equal(1, channels);
        Assert.Equal((Width, Height), (mask.Image.Header.Width, mask.Image.Header.Height));
        for (var at = 0; at < grey.Length; at++)
            Assert.Equal(255 - AlphaAt(at % Width, at / Width), grey[at]);
        Assert.Equal(mask.Image.Bytes.Length, _memory.Used);
    }

    [Fact]
    public async Task The_given_pictures_own_transparency_is_a_mask_where_it_stands_for_one()
    {
        var clear = Input(FakePng.Of(Width, Height, 2, AlphaAt));
        var opaque = Input(FakePng.Of(Width, Height, 2, static (_, _) => 255));

        using var masked = await WhiteAsync(Edit(clear) with { TransparencyIsMask = true });
        using var whole = await WhiteAsync(Edit(opaque) with { TransparencyIsMask = true });
        using var unasked = await WhiteAsync(Edit(clear));
        using var plain = await WhiteAsync(Edit(Picture()) with { TransparencyIsMask = true });

        Assert.Equal(255 - AlphaAt(0, 0), FakePngReader.Samples(masked.Task.Mask!.Image.Bytes.ToArray()).Samples[0]);
        Assert.All([whole, unasked, plain], static task => Assert.Null(task.Task.Mask));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("0", true)]
    [InlineData("1", false)]
    public async Task What_is_light_becomes_clear_unless_it_is_turned_round(string? invert, bool lightIsClear)
    {
        var picture = FakePng.Of(Width, Height, 5);
        var task = Edit(Picture()) with { Mask = new ImageMask(Input(picture), IsAlpha: false) };
        if (invert is not null)
            task = task with { WebUiFields = new Dictionary<string, JsonElement> { ["inpainting_mask_invert"] = JsonDocument.Parse(invert).RootElement } };

        using var masked = await TransparentAsync(task);

        Assert.True(masked.Task.Mask!.IsAlpha);
        var (colors, _) = FakePngReader.Samples(picture);
        var (made, channels) = FakePngReader.Samples(masked.Task.Mask.Image.Bytes.ToArray());
        Assert.Equal(4, channels);
        var seen = new HashSet<bool>();
        for (var at = 0; at < Width * Height; at++)
        {
            var isLight = ((colors[at * 3] * 299) + (colors[(at * 3) + 1] * 587) + (colors[(at * 3) + 2] * 114)) / 1000 >= 128;
            seen.Add(isLight);
            Assert.Equal(isLight == lightIsClear ? 0 : 255, made[(at * 4) + 3]);
        }

        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task Where_a_white_mask_has_transparency_that_counts()
    {
        using var masked = await TransparentAsync(Edit(Picture()) with { Mask = new ImageMask(Input(FakePng.Of(Width, Height, 5, AlphaAt)), IsAlpha: false) });

        var (made, _) = FakePngReader.Samples(masked.Task.Mask!.Image.Bytes.ToArray());
        for (var at = 0; at < Width * Height; at++)
            Assert.Equal(AlphaAt(at % Width, at / Width) >= 128 ? 0 : 255, made[(at * 4) + 3]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_white_mask_is_plain_grey_for_who_knows_nothing_of_its_habits(bool inverted)
    {
        var fields = new Dictionary<string, JsonElement> { ["inpainting_mask_invert"] = JsonDocument.Parse(inverted ? "true" : "0").RootElement };
        var plain = FakePng.Of(Width, Height, 5);

        using var byLight = await GreyAsync(Edit(Picture()) with { Mask = new ImageMask(Input(plain), IsAlpha: false), WebUiFields = fields });
        using var byAlpha = await GreyAsync(Edit(Picture()) with { Mask = new ImageMask(Input(FakePng.Of(Width, Height, 5, AlphaAt)), IsAlpha: false), WebUiFields = fields });
        using var ofOpenAi = await GreyAsync(Edit(Picture()) with { Mask = new ImageMask(Input(FakePng.Of(Width, Height, 5, AlphaAt)), IsAlpha: true), WebUiFields = fields });

        var (colors, _) = FakePngReader.Samples(plain);
        var (light, channels) = FakePngReader.Samples(byLight.Task.Mask!.Image.Bytes.ToArray());
        var clear = FakePngReader.Samples(byAlpha.Task.Mask!.Image.Bytes.ToArray()).Samples;
        Assert.Equal(1, channels);
        for (var at = 0; at < Width * Height; at++)
        {
            var lightness = ((colors[at * 3] * 299) + (colors[(at * 3) + 1] * 587) + (colors[(at * 3) + 2] * 114)) / 1000;
            Assert.Equal(inverted ? 255 - lightness : lightness, light[at]);
            Assert.Equal(inverted ? 255 - AlphaAt(at % Width, at / Width) : AlphaAt(at % Width, at / Width), clear[at]);
        }

        // The field is WebUI's, and so no part of OpenAI's mask.
        Assert.Equal(255 - AlphaAt(0, 0), FakePngReader.Samples(ofOpenAi.Task.Mask!.Image.Bytes.ToArray()).Samples[0]);
    }

    [Fact]
    public async Task A_mask_that_is_right_already_is_passed_on_as_it_came()
    {
        var (white, clear) = (new ImageMask(Input(FakePng.Of(8, 9, 1)), IsAlpha: false), new ImageMask(Input(FakePng.Of(8, 9, 1)), IsAlpha: true));

        using var first = await WhiteAsync(Edit(Picture()) with { Mask = white });
        using var second = await TransparentAsync(Edit(Picture()) with { Mask = clear });

        Assert.Same(white, first.Task.Mask);
        Assert.Same(clear, second.Task.Mask);
        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task A_mask_of_another_size_and_one_without_transparency_are_the_clients_mistake()
    {
        var small = (await _masks.ToWhiteAsync(Edit(Picture()) with { Mask = new ImageMask(Input(FakePng.Of(8, 9, 1, AlphaAt)), IsAlpha: true) }, Token)).Failure!;
        var opaque = (await _masks.ToWhiteAsync(Edit(Picture()) with { Mask = new ImageMask(Picture(), IsAlpha: true) }, Token)).Failure!;
        var white = (await _masks.ToTransparentAsync(Edit(Picture()) with { Mask = new ImageMask(Input(FakePng.Of(8, 9, 1)), IsAlpha: false) }, Token)).Failure!;

        Assert.Equal("mask is 8x9, and the picture is 19x11: they must be of the same size.", small.Message);
        Assert.Equal(small.Message, white.Message);
        Assert.Contains("alpha channel", opaque.Message, StringComparison.Ordinal);
        Assert.All([small, opaque, white], static failure => Assert.Equal((FailureKind.InvalidValue, "mask", RetryAdvice.Never), (failure.Kind, failure.Param, failure.Retry)));
    }

    [Fact]
    public async Task A_mask_that_breaks_off_behind_its_header_is_told()
    {
        var file = FakePng.Of(Width, Height, 2, AlphaAt);
        var broken = (await _masks.ToWhiteAsync(Edit(Picture()) with { Mask = new ImageMask(Input(file[..^30]), IsAlpha: true) }, Token)).Failure!;

        Assert.Equal((FailureKind.InvalidValue, "mask"), (broken.Kind, broken.Param));
        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task A_mask_for_which_there_is_no_memory_is_not_read()
    {
        var task = Edit(Input(FakePng.Of(600, 600, 1))) with { Mask = new ImageMask(Input(FakePng.Of(600, 600, 2, AlphaAt)), IsAlpha: true) };

        Assert.Equal(FailureKind.MemoryFull, (await _masks.ToWhiteAsync(task, Token)).Failure!.Kind);
    }

    private static byte AlphaAt(int x, int y) => (byte)(((x * 29) + (y * 31)) % 256);

    private static ImageTask Edit(ImageInput input) => new(ImageWork.Edit, "a cat") { Inputs = [input] };

    private static ImageInput Picture() => Input(FakePng.Of(Width, Height, 1));

    private static ImageInput Input(byte[] file) => ImageInput.Read(file, "image", 1 << 20).TryGet(out var input, out var failure) ? input : throw new InvalidOperationException(failure.Message);

    private async Task<MaskedTask> WhiteAsync(ImageTask task) => (await _masks.ToWhiteAsync(task, Token)).TryGet(out var masked, out var failure) ? masked : throw new InvalidOperationException(failure.Message);

    private async Task<MaskedTask> GreyAsync(ImageTask task) => (await _masks.ToGreyAsync(task, Token)).TryGet(out var masked, out var failure) ? masked : throw new InvalidOperationException(failure.Message);

    private async Task<MaskedTask> TransparentAsync(ImageTask task) => (await _masks.ToTransparentAsync(task, Token)).TryGet(out var masked, out var failure) ? masked : throw new InvalidOperationException(failure.Message);
}
