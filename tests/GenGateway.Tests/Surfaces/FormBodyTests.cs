using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Tests.Surfaces;

public sealed class FormBodyTests
{
    private const string Type = "multipart/form-data; boundary=abc";

    [Fact]
    public async Task A_form_is_read_as_another_program_writes_it()
    {
        using var form = new MultipartFormDataContent("odd=boundary:with(signs)")
        {
            { new StringContent("two\r\nlines --abc"), "prompt" },
            { new StringContent(""), "empty" },
            { new ByteArrayContent([0, 13, 10, 45, 45, 255]) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } }, "image[]", "a name; of a file.png" },
        };
        var body = await form.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        var parts = Parts(body, form.Headers.ContentType!.ToString());

        Assert.Equal(["prompt", "empty", "image[]"], parts.Select(static part => part.Name));
        Assert.Equal([false, false, true], parts.Select(static part => part.IsFile));
        Assert.Equal("two\r\nlines --abc", Encoding.UTF8.GetString(parts[0].Bytes.Span));
        Assert.Equal(0, parts[1].Bytes.Length);
        Assert.Equal([0, 13, 10, 45, 45, 255], parts[2].Bytes.ToArray());
    }

    [Theory]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--abc--", "a=1")]
    [InlineData("preamble\r\n--abc\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--abc--\r\nepilogue", "a=1")]
    [InlineData("--abc  \r\ncontent-disposition:form-data;NAME=\"a\"\r\nX: y\r\n\r\n1\r\n--abc--\r\n", "a=1")]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--abc--", "a=")]
    [InlineData("--abc\r\nContent-Disposition: form-data; filename=\"x\"; name=\"a\"\r\n\r\n1\r\n--abc--", "a=1 file")]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=\"a\\\"b\"\r\n\r\n1\r\n--abc--", "a\"b=1")]
    [InlineData("--abc--", "")]
    public void Forms_are_read_however_they_are_written(string body, string expected) =>
        Assert.Equal(expected, string.Join(' ', Parts(Encoding.UTF8.GetBytes(body), Type).Select(static part => $"{part.Name}={Encoding.UTF8.GetString(part.Bytes.Span)}{(part.IsFile ? " file" : "")}")));

    [Theory]
    [InlineData("", Type)]
    [InlineData("--abc", Type)]
    [InlineData("--abc\r\n", Type)]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", Type)]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--ab", Type)]
    [InlineData("--abc\r\nContent-Disposition: form-data\r\n\r\n1\r\n--abc--", Type)]
    [InlineData("--abc\r\n\r\n1\r\n--abc--", Type)]
    [InlineData("--abcd\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--abcd--", Type)]
    [InlineData("--abc--", "multipart/form-data")]
    [InlineData("--abc--", "multipart/form-data; boundary=")]
    public void What_is_no_form_is_refused(string body, string type)
    {
        Assert.False(FormBody.Read(Encoding.UTF8.GetBytes(body), type).TryGet(out _, out var failure));
        Assert.Equal(FailureKind.InvalidJson, failure.Kind);
    }

    [Fact]
    public void More_fields_than_a_form_may_have_are_refused()
    {
        var body = string.Concat(Enumerable.Repeat("--abc\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n", 65)) + "--abc--";

        Assert.False(FormBody.Read(Encoding.UTF8.GetBytes(body), Type).TryGet(out _, out var failure));
        Assert.Contains("64", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_the_bytes_are_nothing_is_thrown()
    {
        var whole = "--abc\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\nContent-Type: image/png\r\n\r\n\u0001\u0002\r\n--abc\r\n\r\n\r\n--abc--\r\n"u8.ToArray();
        var random = new Random(20261122);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = whole[..random.Next(whole.Length + 1)];
            for (var change = random.Next(4); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (FormBody.Read(bytes, Type).TryGet(out var parts, out _))
                FormBody.ToJson(parts, new HashSet<string> { "a" }, new HashSet<string>());
        }
    }

    [Fact]
    public void Its_texts_become_what_the_fields_are()
    {
        var parts = new[] { ("n", "2"), ("seed", "1e3"), ("stream", "true"), ("prompt", "12"), ("guidance_scale", "much"), ("n", "3") }.Select(static field => new FormPart(field.Item1, false, Encoding.UTF8.GetBytes(field.Item2))).ToArray();

        Assert.True(FormBody.ToJson(parts, new HashSet<string> { "n", "seed", "guidance_scale" }, new HashSet<string> { "stream" }).TryGet(out var json, out _));

        using var document = JsonDocument.Parse(json);
        Assert.Equal("""{"n":2,"seed":1000,"stream":true,"prompt":"12","guidance_scale":"much","n":3}""", document.RootElement.GetRawText());
    }

    private static List<FormPart> Parts(byte[] body, string type)
    {
        Assert.True(FormBody.Read(body, type).TryGet(out var parts, out var failure), failure?.Message);
        return parts;
    }
}
