using GenGateway.Engine.Runtime;
using GenGateway.Engine.Tests.Text;

namespace GenGateway.Engine.Tests.Runtime;

public sealed class OnnxRuntimeTests
{
    [Fact]
    public void The_library_that_the_build_fetched_is_present_and_loads()
    {
        Assert.True(OnnxRuntime.IsPresent(out var reason), reason);
        Assert.Equal("1.30.0", OnnxRuntime.Require().Version);
    }

    [Fact]
    public void A_missing_library_is_one_line_that_names_the_file_and_the_remedy()
    {
        var folder = Path.Combine(Path.GetTempPath(), "gengateway-no-such-folder");
        var (library, reason) = OnnxRuntime.Load(null, folder);
        Assert.Null(library);
        Assert.StartsWith($"ONNX Runtime is not available: there is no file {Path.Combine(folder, "lib")}", reason, StringComparison.Ordinal);
        Assert.EndsWith("set GENGATEWAY_ONNXRUNTIME to the library's file.", reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', reason!);
    }

    [Fact]
    public void A_variable_that_points_at_nothing_is_told_and_the_shipped_library_is_not_taken_instead()
    {
        var (library, reason) = OnnxRuntime.Load("/no/such/libonnxruntime.so", AppContext.BaseDirectory);
        Assert.Null(library);
        Assert.Equal(
            "ONNX Runtime is not available: there is no file /no/such/libonnxruntime.so; correct or unset GENGATEWAY_ONNXRUNTIME.", reason);
    }

    [Fact]
    public void A_file_that_is_no_library_is_told_in_one_line()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "lib", "ONNXRUNTIME-LICENSE.txt");
        var (library, reason) = OnnxRuntime.Load(file, AppContext.BaseDirectory);
        Assert.Null(library);
        Assert.StartsWith($"ONNX Runtime is not available: {file} cannot be loaded: ", reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', reason!);
    }

    [Theory]
    [InlineData(20_000_000)]
    [InlineData(100_000)]
    [InlineData(70)]
    public void A_library_that_was_cut_off_is_told_instead_of_ending_the_process(int bytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "an ELF library");
        var file = Path.GetTempFileName();
        try
        {
            using (var whole = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "lib", "libonnxruntime.so.1")))
            using (var part = File.OpenWrite(file))
            {
                var content = new byte[bytes];
                whole.ReadExactly(content);
                part.Write(content);
            }

            var (library, reason) = OnnxRuntime.Load(file, AppContext.BaseDirectory);
            Assert.Null(library);
            Assert.Contains($"{file} is cut off", reason, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_session_tells_names_types_and_shapes_and_leaves_open_dimensions_open()
    {
        using var session = new OrtSession(OnnxRuntime.Require(), Path.Combine(ModelFixture.Folder("gpt2"), "model.onnx"), threads: 1);
        Assert.Equal(
            ["input_ids", "past_key_values.0.key", "past_key_values.0.value", "past_key_values.1.key", "past_key_values.1.value", "attention_mask", "position_ids"],
            session.Inputs.Select(port => port.Name));
        Assert.Equal("'past_key_values.1.value' (Float32 [batch_size, 4, past_sequence_length, 16])", session.Inputs[4].ToString());
        Assert.Equal([-1, 4, -1, 16], session.Inputs[4].Dimensions);
        Assert.Equal("'logits' (Float32 [batch_size, sequence_length, 384])", session.Outputs[0].ToString());
    }

    [Fact]
    public void A_file_that_is_no_graph_gives_an_exception_with_code_and_message()
    {
        var failure = Assert.Throws<OrtException>(() => new OrtSession(OnnxRuntime.Require(), ModelFixture.SamplingFile, threads: 1));
        Assert.Equal(OrtErrorCode.InvalidProtobuf, failure.Code);
        Assert.StartsWith("ONNX Runtime: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminated_run_ends_with_an_exception_and_leaves_nothing_behind()
    {
        var library = OnnxRuntime.Require();
        using var session = new OrtSession(library, Path.Combine(ModelFixture.Folder("gpt2"), "model.onnx"), threads: 1);
        using var options = new OrtRunOptions(library);
        using var inputNames = new OrtNames([.. session.Inputs.Select(port => port.Name)]);
        using var outputNames = new OrtNames(["logits"]);
        var zero = GC.AllocateArray<long>(1, pinned: true);
        var inputs = session.Inputs.Select(port => port.Type == OrtElementType.Int64
            ? session.CreateTensor<long>(zero, [1, 1], OrtElementType.Int64)
            : session.CreateTensor([1, 4, 0, 16], port.Type)).ToArray();
        var outputs = new nint[1];

        options.Terminate();
        Assert.Throws<OrtException>(() => session.Run(inputNames, inputs, outputNames, outputs, options));
        Assert.Equal((0, inputs.Length), (outputs[0], session.LiveValues));

        options.Allow();
        session.Run(inputNames, inputs, outputNames, outputs, options);
        Span<long> shape = stackalloc long[3];
        Assert.Equal(3, session.Shape(outputs[0], shape));
        Assert.Equal([1, 1, 384], shape.ToArray());
        session.Release(ref outputs[0]);
        foreach (ref var input in inputs.AsSpan())
        {
            session.Release(ref input);
        }

        Assert.Equal(0, session.LiveValues);
    }
}
