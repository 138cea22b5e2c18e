# Each bad value is an error that names the value and the rule; nothing is sent for it, and the good ones go on.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    $collect = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors' }

    function Assert-Refused($Record, [string] $Id, $Value, [string] $Rule) {
        $Record.FullyQualifiedErrorId | Should -BeLike "$Id,DynamoBackup.*"
        $Record.CategoryInfo.Category | Should -Be InvalidArgument
        "$Record" | Should -Match ([regex]::Escape($Rule))
        "$Record" | Should -Match 'nothing was sent'
        $shown = if ($null -eq $Value) { 'A value of $null' } else { "'" + $Value.Substring(0, [Math]::Min(60, $Value.Length)) }
        "$Record" | Should -Match ([regex]::Escape($shown))
        $Record.TargetObject | Should -Be $Value
        $Record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }
}

AfterAll { Stop-Endpoint }

Describe 'A table that is <Name> is refused' -ForEach @(
    @{ Name = '$null'; Value = $null; Rule = 'cannot be empty' }
    @{ Name = 'empty'; Value = ''; Rule = 'cannot be empty' }
    @{ Name = 'a name of 2 letters'; Value = 'ab'; Rule = '3 to 255 characters; this one has 2' }
    @{ Name = 'a name of 256 letters'; Value = 'a' * 256; Rule = '3 to 255 characters; this one has 256' }
    @{ Name = '1,025 characters long'; Value = 'a' * 1025; Rule = 'at most 1024 characters; this one has 1025' }
    @{ Name = 'a name with a space'; Value = 'My Music'; Rule = "'_', '.' and '-'; character 3 is U+0020 (space)" }
    @{
        Name = 'a name with a space behind it'; Value = 'Users '
        Rule = 'It begins or ends with a space; the table''s name may be ''Users''.'
    }
    @{ Name = 'a name with a slash'; Value = 'My/Music'; Rule = "'_', '.' and '-'; character 3 is '/' (U+002F)" }
    @{
        Name = 'the ARN of another service'; Value = 'arn:aws:s3:us-east-1:111122223333:table/Music'
        Rule = 'arn:aws:dynamodb:REGION:ACCOUNT:table/NAME'
    }
    @{ Name = 'an ARN of a bad account'; Value = 'arn:aws:dynamodb:us-east-1:1111:table/Music'; Rule = 'account of 12 digits' }
    @{
        Name = 'the ARN of a backup'; Value = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music/backup/01489602797149-73d8d5bc'
        Rule = 'This is the ARN of a backup, of table ''Music'': give the table''s name.'
    }
) {
    BeforeEach { Reset-Endpoint }

    It 'as an argument' {
        New-DdbBackup -TableName $Value @at @collect | Should -BeNullOrEmpty
        $errors.Count | Should -Be 1
        Assert-Refused $errors[0] InvalidTableName $Value $Rule
        Get-CallCount | Should -Be 0
    }

    It 'from the pipeline, while the good ones around it go on' {
        ('Music', $Value, 'Users' | New-DdbBackup @at @collect).TableName | Sort-Object | Should -Be 'Music', 'Users'
        $errors.Count | Should -Be 1
        Assert-Refused $errors[0] InvalidTableName $Value $Rule
        Get-CallCount | Should -Be 2
    }

    It 'in an array, while the good ones around it go on' {
        (New-DdbBackup Music, $Value, Users @at @collect).TableName | Sort-Object | Should -Be 'Music', 'Users'
        $errors.Count | Should -Be 1
        Get-CallCount | Should -Be 2
    }
}

Describe 'A -BackupName that is <Name> is refused' -ForEach @(
    @{ Name = '2 characters long'; Value = 'ab'; Rule = '3 to 255 characters; this one has 2' }
    @{ Name = '256 characters long'; Value = 'a' * 256; Rule = '3 to 255 characters; this one has 256' }
    @{ Name = 'written with a colon'; Value = 'mon:day'; Rule = "'_', '.' and '-'; character 4 is ':' (U+003A)" }
) {
    BeforeEach { Reset-Endpoint }

    It 'as an argument' {
        New-DdbBackup Music -BackupName $Value @at @collect | Should -BeNullOrEmpty
        $errors.Count | Should -Be 1
        Assert-Refused $errors[0] InvalidBackupName $Value $Rule
        "$($errors[0])" | Should -Match "'Music'"
        Get-CallCount | Should -Be 0
    }

    It 'from a row, while the good rows go on' {
        $rows = [pscustomobject]@{ TableName = 'Music'; BackupName = $Value }, [pscustomobject]@{ TableName = 'Users'; BackupName = 'good' }
        ($rows | New-DdbBackup @at @collect).BackupName | Should -Be 'good'
        $errors.Count | Should -Be 1
        Get-CallCount CreateBackup | Should -Be 1
    }
}

Describe 'A -BackupArn that is <Name> is refused' -ForEach @(
    @{ Name = '$null'; Value = $null; Rule = 'cannot be empty' }
    @{ Name = 'empty'; Value = ''; Rule = 'cannot be empty' }
    @{ Name = 'a table''s name'; Value = 'Music'; Rule = 'This is a name, and a backup is identified by its ARN.' }
    @{ Name = 'no ARN'; Value = 'not an arn'; Rule = '37 to 1024 characters; this one has 10' }
    @{ Name = '1,025 characters long'; Value = 'a' * 1025; Rule = '37 to 1024 characters; this one has 1025' }
    @{
        Name = 'the ARN of a table'; Value = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music'
        Rule = 'arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/backup/ID'
    }
    @{
        Name = 'the ARN of another service'; Value = 'arn:aws:s3:us-east-1:111122223333:table/Music/backup/01489602797149-73d8d5bc'
        Rule = 'arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/backup/ID'
    }
) {
    BeforeAll { $good = New-DdbBackup Music @at -Wait -PollIntervalSeconds 0.1 }

    BeforeEach { Reset-Endpoint }

    It 'as an argument' {
        Wait-DdbBackup -BackupArn $Value @at @collect | Should -BeNullOrEmpty
        $errors.Count | Should -Be 1
        Assert-Refused $errors[0] InvalidBackupArn $Value $Rule
        Get-CallCount | Should -Be 0
    }

    It 'from the pipeline, while the good ones around it go on' {
        ($good.BackupArn, $Value, $good.BackupArn | Wait-DdbBackup @at @collect).BackupArn | Should -Be $good.BackupArn, $good.BackupArn
        $errors.Count | Should -Be 1
        Assert-Refused $errors[0] InvalidBackupArn $Value $Rule
    }
}

Describe 'What to do instead is said where' {
    It 'a table''s name is given to Wait-DdbBackup' {
        Wait-DdbBackup Music @at @collect
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike ("*Get-DDBBackupList -Region us-east-1 -EndpointUrl $url | " +
            "Where-Object { 'Music' -in `$_.TableName, `$_.BackupName } | Wait-DdbBackup -EndpointUrl $url")
    }

    It 'several names are given as one to <Command>' -ForEach @(
        @{ Command = 'New-DdbBackup'; Parameters = @{} }
        @{ Command = 'Limit-DdbBackup'; Parameters = @{ KeepLast = 7; Force = $true } }
        @{ Command = 'Wait-DdbBackup'; Parameters = @{} }
    ) {
        & $Command 'Music,Users' @Parameters @at @collect
        $errors | Should -HaveCount 1
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike "*: 'Music', 'Users'. *"
    }

    It 'a hashtable is given to <_>' -ForEach 'New-DdbBackup', 'Wait-DdbBackup' {
        & $_ @{ TableName = 'Music' } @at @collect
        $errors[0].ErrorDetails.RecommendedAction | Should -Match '\(hashtables are not supported: use \[pscustomobject\]\)'
    }
}

Describe 'A record without <Property>, for <Command>,' -ForEach @(
    @{ Command = 'New-DdbBackup'; Property = 'TableName'; Id = 'InvalidTableName'; More = @{} }
    @{ Command = 'Limit-DdbBackup'; Property = 'TableName'; Id = 'InvalidTableName'; More = @{ KeepLast = 1 } }
    @{ Command = 'Wait-DdbBackup'; Property = 'BackupArn'; Id = 'InvalidBackupArn'; More = @{} }
) {
    BeforeEach {
        Reset-Endpoint
        function Get-Refusal($Record) {
            , $Record | & $Command @More @at -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            Get-CallCount | Should -Be 0
            $failure | Should -HaveCount 1
            $failure[0].FullyQualifiedErrorId | Should -BeLike "$Id,DynamoBackup.*"
            [object]::ReferenceEquals($failure[0].TargetObject.PSObject.BaseObject, $Record.PSObject.BaseObject) | Should -BeTrue
            $failure[0]
        }
    }

    It 'is told so, with the properties it has and the way to give it that one' {
        $column = @{ TableName = 'Name'; BackupArn = 'Arn' }[$Property]
        $refusal = Get-Refusal ([pscustomobject]@{ $column = 'Music' })
        "$refusal" | Should -Be ("'@{$column=Music}' was skipped, and nothing was sent for it: " +
            "It has no $Property; its one property is '$column'.")
        $refusal.ErrorDetails.RecommendedAction |
            Should -BeLike "*Select-Object ``*, @{ Name = '$Property'; Expression = '$column' }*"
    }

    It 'of a CSV file with a delimiter of its own, is told to be read with that' -ForEach @(
        @{ Delimiter = ';'; Written = "';'" }, @{ Delimiter = "`t"; Written = '"`t"' }, @{ Delimiter = '|'; Written = "'|'" }
    ) {
        $refusal = Get-Refusal ("$Property${Delimiter}Region`nMusic${Delimiter}us-east-1" | ConvertFrom-Csv -Delimiter '~')
        "$refusal" | Should -Match "It has no $Property; its one property is '$Property.*Region'\."
        $refusal.ErrorDetails.RecommendedAction | Should -Match ([regex]::Escape("Import-Csv -Delimiter $Written."))
    }

    It 'of many properties, is told the first few' {
        $refusal = Get-Refusal ([pscustomobject][ordered]@{ a = 1; b = 2; c = 3; d = 4; e = 5; f = 6; g = 7 })
        "$refusal" | Should -BeLike "*It has no $Property; its properties are 'a', 'b', 'c', 'd', 'e' and 2 more."
    }

    It 'or of any, and a file, are told the same' {
        "$(Get-Refusal ([pscustomobject]@{}))" | Should -BeLike "*It has no $Property; it has no properties."
        "$(Get-Refusal ([IO.FileInfo]'/tmp/Music'))" | Should -BeLike "*It has no $Property; its properties are *"
    }

    It 'that is a hashtable, is told that those are not supported' {
        "$(Get-Refusal @{ $Property = 'Music' })" |
            Should -Be 'A hashtable was skipped, and nothing was sent for it: hashtables are not supported.'
    }

    It 'but with an empty one, is told that it is empty' {
        [pscustomobject]@{ $Property = $null } | & $Command @More @at @collect
        "$errors" | Should -BeLike '*cannot be empty*'
    }
}

Describe '<Command> refuses' -ForEach @(
    @{ Command = 'New-DdbBackup'; Argument = 'Music' }
    @{ Command = 'Wait-DdbBackup'; Argument = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music/backup/01489602797149-73d8d5bc' }
) {
    BeforeAll { Reset-Endpoint }

    It '-<Parameter> <Value>' -ForEach @(
        @{ Parameter = 'TimeoutMinutes'; Value = 0; Rule = 'minutes of more than 0' }
        @{ Parameter = 'TimeoutMinutes'; Value = -1; Rule = 'minutes of more than 0' }
        @{ Parameter = 'TimeoutMinutes'; Value = [double]::NaN; Rule = 'minutes of more than 0' }
        @{ Parameter = 'TimeoutMinutes'; Value = [double]::PositiveInfinity; Rule = 'up to 525600 \(a year\)' }
        @{ Parameter = 'PollIntervalSeconds'; Value = 0; Rule = 'seconds of more than 0' }
        @{ Parameter = 'PollIntervalSeconds'; Value = -1; Rule = 'seconds of more than 0' }
        @{ Parameter = 'PollIntervalSeconds'; Value = [double]::NaN; Rule = 'seconds of more than 0' }
        @{ Parameter = 'ThrottleLimit'; Value = 0; Rule = 'minimum allowed range of 1' }
        @{ Parameter = 'ThrottleLimit'; Value = 1001; Rule = 'maximum allowed range of 1000' }
    ) {
        $more = @{ $Parameter = $Value }
        $thrown = { & $Command $Argument @at @more } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError,DynamoBackup.*'
        "$thrown" | Should -Match "'$Parameter'"
        "$thrown" | Should -Match "The (value $Value is|$Value argument)"
        "$thrown" | Should -Match $Rule
        Get-CallCount | Should -Be 0
    }
}

Describe 'Nothing is an error where' {
    It 'an array is empty' {
        New-DdbBackup -TableName @() @at @collect | Should -BeNullOrEmpty
        Wait-DdbBackup -BackupArn @() @at @collect | Should -BeNullOrEmpty
        $errors.Count | Should -Be 0
    }

    It 'an empty cell gives no BackupName, Region, ProfileName or EndpointUrl' {
        $env:AWS_ENDPOINT_URL_DYNAMODB = $url
        try {
            $backup = "TableName,BackupName,Region,ProfileName,EndpointUrl`nMusic,,,," | ConvertFrom-Csv | New-DdbBackup
        }
        finally {
            $env:AWS_ENDPOINT_URL_DYNAMODB = $null
        }

        $backup.Region | Should -Be 'us-east-1'
        $backup.PSObject.Properties.Name | Should -Not -Contain 'ProfileName'
    }
}
